//! Streaming XML, as the formats of others need it: elements and attributes with their lines, never text.
//!
//! Limits stand before allocation, document types are refused (entities could grow without bound), and a
//! document that ends too early is an error, never a smaller map.

use crate::ImportError;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;

/// Elements inside elements, at most.
const DEPTH_MAX: usize = 64;
/// Attributes of one element, at most.
const ATTRIBUTES_MAX: usize = 256;
/// Bytes of one attribute's value, at most: a route of 100,000 edges fits.
const VALUE_BYTES_MAX: usize = 4 << 20;
/// Bytes of a name, at most.
const NAME_BYTES_MAX: usize = 256;

/// The start or the end of an element. An empty element gives both.
#[derive(Debug, Clone, PartialEq)]
pub enum Item<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The element of that name ends.
    End(&'a str),
}

/// An element with its attributes.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<'a> {
    /// Its name, with prefix.
    pub name: &'a str,
    /// Its attributes in the order of the file, references resolved.
    pub attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The file in which it stands.
    pub file: &'a str,
}

impl<'a> Element<'a> {
    /// The value of an attribute.
    pub fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, value)| &**value)
    }

    /// The value of an attribute, with the file's own lifetime where nothing had to be resolved in it.
    pub fn value(&self, attribute: &str) -> Option<Cow<'a, str>> {
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, value)| value.clone())
    }

    /// The value of an attribute that must be there.
    pub fn required(&self, attribute: &str) -> Result<&str, ImportError> {
        self.get(attribute).ok_or_else(|| ImportError::Missing {
            file: self.file.to_owned(),
            line: self.line,
            element: self.name.to_owned(),
            attribute: attribute.to_owned(),
            remedy: format!("add {attribute}=\"...\", or export the file again"),
        })
    }

    /// A finite number, where the attribute is there.
    pub fn number(&self, attribute: &str) -> Result<Option<f64>, ImportError> {
        let Some(text) = self.get(attribute) else { return Ok(None) };
        match parse_number(text) {
            Some(value) => Ok(Some(value)),
            None => Err(self.bad_value(attribute, "a finite number")),
        }
    }

    /// A finite number that must be there.
    pub fn required_number(&self, attribute: &str) -> Result<f64, ImportError> {
        self.required(attribute)?;
        self.number(attribute)?.ok_or_else(|| self.bad_value(attribute, "a finite number"))
    }

    /// The error for an attribute that is there but wrong.
    pub fn bad_value(&self, attribute: &str, expected: &str) -> ImportError {
        ImportError::Value {
            file: self.file.to_owned(),
            line: self.line,
            attribute: attribute.to_owned(),
            found: shortened(self.get(attribute).unwrap_or_default()),
            expected: expected.to_owned(),
        }
    }
}

/// A finite number in decimal notation; spaces around it do not matter.
pub fn parse_number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|value| value.is_finite())
}

/// A text short enough for a message.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// A document that is read from its first element to its last.
pub struct Xml<'a> {
    file: &'a str,
    text: &'a str,
    reader: Reader<&'a [u8]>,
    open: Vec<&'a str>,
    /// An empty element's end, still to be told.
    pending_end: Option<&'a str>,
    root_seen: bool,
    /// Lines are counted on the way, so that the whole costs one pass.
    line: u32,
    counted_to: usize,
}

impl<'a> Xml<'a> {
    /// Opens a document; `file` is the name for messages.
    pub fn new(file: &'a str, bytes: &'a [u8]) -> Result<Self, ImportError> {
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(not_utf8(file, 1, "the text is UTF-16"));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let good = bytes.get(..e.valid_up_to()).unwrap_or_default();
            not_utf8(file, 1 + newlines(good), "the text is not UTF-8 here")
        })?;
        if text.trim().is_empty() {
            return Err(ImportError::Empty { file: file.to_owned() });
        }
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        Ok(Self {
            file,
            text,
            reader,
            open: Vec::new(),
            pending_end: None,
            root_seen: false,
            line: 1,
            counted_to: 0,
        })
    }

    /// The file's name for messages.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The next start or end; none at the document's end.
    pub fn next_item(&mut self) -> Result<Option<Item<'a>>, ImportError> {
        if let Some(name) = self.pending_end.take() {
            self.open.pop();
            return Ok(Some(Item::End(name)));
        }
        loop {
            let start = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = self.reader.error_position() as usize;
                    return Err(self.broken_at(at.max(start), error.to_string()));
                }
            };
            match event {
                Event::Start(_) => return self.begin(start, false).map(Some),
                Event::Empty(_) => return self.begin(start, true).map(Some),
                Event::End(_) => match self.open.pop() {
                    Some(name) => return Ok(Some(Item::End(name))),
                    None => return Err(self.broken_at(start, "an end tag without a start".to_owned())),
                },
                Event::DocType(_) => {
                    return Err(self.broken_at(start, "a document type stands here; none is read".to_owned()));
                }
                Event::Text(text) => {
                    if self.open.is_empty() && !text.chars().all(char::is_whitespace) {
                        return Err(self.broken_at(start, "text outside of all elements".to_owned()));
                    }
                }
                Event::Eof => return self.finish(),
                Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::GeneralRef(_) => {}
            }
        }
    }

    /// Passes over the rest of the element that began last.
    pub fn skip_element(&mut self) -> Result<(), ImportError> {
        let outside = self.depth().saturating_sub(1);
        while self.depth() > outside {
            if self.next_item()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Option<Item<'a>>, ImportError> {
        if let Some(name) = self.open.last() {
            let what = format!("the file ends inside <{}>; it is cut off", shortened(name));
            return Err(self.broken_at(self.text.len(), what));
        }
        if !self.root_seen {
            return Err(self.broken_at(0, "there is no XML element in it".to_owned()));
        }
        Ok(None)
    }

    /// Reads the tag between `start` and where the reader stands now.
    fn begin(&mut self, start: usize, empty: bool) -> Result<Item<'a>, ImportError> {
        let line = self.line_at(start);
        let text: &'a str = self.text;
        let tag = text.get(start..self.position()).unwrap_or_default();
        let tag = tag.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or_default();
        let tag = if empty { tag.strip_suffix('/').unwrap_or(tag) } else { tag };
        let name_len = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let (name, rest) = tag.split_at(name_len);
        if name.is_empty() || name.len() > NAME_BYTES_MAX {
            return Err(self.broken(line, "a tag has no proper name".to_owned()));
        }
        if self.open.is_empty() && self.root_seen {
            return Err(self.broken(line, format!("a second outermost element <{name}>")));
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(self.broken(line, format!("elements are nested deeper than {DEPTH_MAX}")));
        }
        let attributes = attributes(rest).map_err(|what| self.broken(line, format!("<{name}>: {what}")))?;
        self.root_seen = true;
        self.open.push(name);
        if empty {
            self.pending_end = Some(name);
        }
        Ok(Item::Start(Element { name, attributes, line, file: self.file }))
    }

    fn position(&self) -> usize {
        self.reader.buffer_position() as usize
    }

    fn line_at(&mut self, offset: usize) -> u32 {
        if offset > self.counted_to {
            let passed = self.text.as_bytes().get(self.counted_to..offset).unwrap_or_default();
            self.line += newlines(passed);
            self.counted_to = offset;
        }
        self.line
    }

    fn broken_at(&mut self, offset: usize, what: String) -> ImportError {
        let line = self.line_at(offset.min(self.text.len()));
        self.broken(line, what)
    }

    fn broken(&self, line: u32, what: String) -> ImportError {
        ImportError::Broken {
            file: self.file.to_owned(),
            line,
            what,
            remedy: "fetch or export the file again; an XML checker shows such faults too".to_owned(),
        }
    }
}

fn newlines(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&b| u32::from(b == b'\n')).sum()
}

fn not_utf8(file: &str, line: u32, what: &str) -> ImportError {
    ImportError::Broken {
        file: file.to_owned(),
        line,
        what: what.to_owned(),
        remedy: "store the file as UTF-8, for instance with `iconv -t UTF-8`".to_owned(),
    }
}

/// Splits `a="1" b='2'` and resolves the references in the values.
fn attributes(text: &str) -> Result<Vec<(&str, Cow<'_, str>)>, String> {
    let mut found: Vec<(&str, Cow<'_, str>)> = Vec::new();
    let mut rest = text.trim_ascii_start();
    while !rest.is_empty() {
        let equals = rest.find('=').ok_or("an attribute without a value")?;
        let (name, after) = rest.split_at(equals);
        let name = name.trim_ascii_end();
        if name.is_empty()
            || name.len() > NAME_BYTES_MAX
            || name.contains(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '<'))
        {
            return Err(format!("`{}` is no name of an attribute", shortened(name)));
        }
        let after = after.strip_prefix('=').unwrap_or(after).trim_ascii_start();
        let quote = after.chars().next().filter(|&c| c == '"' || c == '\'');
        let quote = quote.ok_or_else(|| format!("the value of `{name}` has no quotes"))?;
        let after = after.strip_prefix(quote).unwrap_or(after);
        let end = after.find(quote).ok_or_else(|| format!("the value of `{name}` has no end"))?;
        let (raw, after) = after.split_at(end);
        if raw.len() > VALUE_BYTES_MAX {
            return Err(format!("the value of `{name}` is longer than {VALUE_BYTES_MAX} bytes"));
        }
        if raw.contains('<') {
            return Err(format!("`<` stands in the value of `{name}`"));
        }
        if found.len() >= ATTRIBUTES_MAX {
            return Err(format!("more than {ATTRIBUTES_MAX} attributes"));
        }
        if found.iter().any(|(other, _)| *other == name) {
            return Err(format!("the attribute `{name}` stands there twice"));
        }
        let value = if raw.contains('&') {
            quick_xml::escape::unescape(raw).map_err(|e| format!("the value of `{name}`: {e}"))?
        } else {
            Cow::Borrowed(raw)
        };
        found.push((name, value));
        rest = after.strip_prefix(quote).unwrap_or(after);
        if !rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            return Err(format!("no space after the value of `{name}`"));
        }
        rest = rest.trim_ascii_start();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn walk(text: &[u8]) -> Result<Vec<String>, ImportError> {
        let mut xml = Xml::new("t.xml", text)?;
        let mut seen = Vec::new();
        while let Some(item) = xml.next_item()? {
            seen.push(match item {
                Item::Start(e) => format!("{}@{}{:?}", e.name, e.line, e.attributes),
                Item::End(name) => format!("/{name}"),
            });
        }
        Ok(seen)
    }

    #[test]
    fn an_empty_element_gives_start_and_end_with_its_line() {
        let seen =
            walk(b"<?xml version='1.0'?>\n<a>\n <!-- x\n -->\n<b k=\"1\"\n l='x &amp; y' /></a>").unwrap();
        assert_eq!(seen, ["a@2[]", r#"b@5[("k", "1"), ("l", "x & y")]"#, "/b", "/a"]);
    }

    #[test]
    fn what_is_no_whole_document_is_an_error_with_its_line() {
        let cases: [(&[u8], &str); 12] = [
            (b"", "t.xml: the file is empty"),
            (b"  \n", "t.xml: the file is empty"),
            (b"<a>\n<b/>\n", "t.xml:3: the file ends inside <a>; it is cut off"),
            (b"<a>\n<b k=\"1", "t.xml:2: syntax error"),
            (b"hello", "t.xml:1: text outside of all elements"),
            (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "t.xml:1: a document type"),
            (b"<a/>\n<b/>", "t.xml:2: a second outermost element <b>"),
            (b"<a>\n\xff</a>", "t.xml:2: the text is not UTF-8 here"),
            (b"\xff\xfe<\0a\0", "t.xml:1: the text is UTF-16"),
            (b"<a k='1' k='2'/>", "t.xml:1: <a>: the attribute `k` stands there twice"),
            (b"<a k=&quot;1/>", "t.xml:1: <a>: the value of `k` has no quotes"),
            (b"<a k='&none;'/>", "t.xml:1: <a>: the value of `k`"),
        ];
        for (text, start) in cases {
            let error = walk(text).unwrap_err().to_string();
            assert!(error.starts_with(start), "{error} should begin with {start}");
        }
    }

    #[test]
    fn nesting_without_end_stops_at_the_limit() {
        let error = walk("<a>".repeat(1000).as_bytes()).unwrap_err().to_string();
        assert!(error.contains("nested deeper than 64"), "{error}");
    }

    #[test]
    fn skipping_an_element_goes_on_after_its_end() {
        let mut xml = Xml::new("t.xml", b"<a><b><c/><c/></b><d/></a>").unwrap();
        xml.next_item().unwrap();
        xml.next_item().unwrap();
        xml.skip_element().unwrap();
        assert!(matches!(xml.next_item().unwrap(), Some(Item::Start(e)) if e.name == "d"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = walk(&bytes);
        }

        #[test]
        fn no_markup_makes_it_panic(text in "[<>/a=\"'! &;\\[\\]?\\-é\n]{0,60}") {
            let _ = walk(text.as_bytes());
        }
    }
}
