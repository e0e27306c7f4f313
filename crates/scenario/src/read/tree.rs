//! A TOML text as a tree in which every value knows its place.

use super::mistake::{Mistake, ScenarioError};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A file that was read.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Its path, as messages name it.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl SourceText {
    /// The line of a byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|b| *b == b'\n').count()
    }
}

impl SourceCode for SourceText {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.text.read_span(span, lines_before, lines_after)?;
        let (line, column, count) = (inner.line(), inner.column(), inner.line_count());
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            inner.data(),
            *inner.span(),
            line,
            column,
            count,
        )))
    }
}

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<SourceText>,
    /// First byte.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
}

impl Place {
    /// The line on which it starts, from 1.
    pub fn line(&self) -> usize {
        self.source.line(self.start)
    }

    /// The start of a file: for what belongs to no line.
    pub fn top(source: &Arc<SourceText>) -> Self {
        Self { source: Arc::clone(source), start: 0, end: source.text.lines().next().map_or(0, str::len) }
    }
}

/// A value with the place where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where its key stands, or the value itself where it has none.
    pub key_at: Place,
    /// Where it stands.
    pub at: Place,
    /// The value.
    pub value: Value,
    /// Whether it stands in for a value that was refused: mistakes that follow from it are not reported.
    pub poisoned: bool,
}

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, or a date written without quotes.
    Text(String),
    /// Any number.
    Number {
        /// Its value; not finite where it is too large.
        value: f64,
        /// The same as a whole number, where it is written as one and fits.
        whole: Option<i64>,
    },
    /// True or false.
    Switch(bool),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(BTreeMap<String, Node>),
}

impl Value {
    /// What it is, in words.
    pub fn kind(&self) -> String {
        match self {
            Self::Text(text) if text.chars().count() <= 40 => format!("the text \"{text}\""),
            Self::Text(_) => "a long text".to_owned(),
            Self::Number { value, .. } => super::mistake::number(*value),
            Self::Switch(on) => on.to_string(),
            Self::List(items) => format!("a list of {}", items.len()),
            Self::Table(_) => "a table".to_owned(),
        }
    }
}

impl Node {
    /// The value below that key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(entries) => entries.get(key),
            _ => None,
        }
    }

    /// The value at that path, and the deepest one on the way to it.
    pub fn find(&self, path: &[&str]) -> (Option<&Self>, &Self) {
        let mut deepest = self;
        for key in path {
            let next = match &deepest.value {
                Value::List(items) => key.parse().ok().and_then(|i: usize| items.get(i)),
                _ => deepest.get(key),
            };
            match next {
                Some(node) => deepest = node,
                None => return (None, deepest),
            }
        }
        (Some(deepest), deepest)
    }

    /// The tree as plain JSON, for the typed form.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Text(text) => text.as_str().into(),
            Value::Number { whole: Some(n), .. } => (*n).into(),
            Value::Number { value, .. } => (*value).into(),
            Value::Switch(on) => (*on).into(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Table(entries) => serde_json::Value::Object(
                entries.iter().map(|(key, node)| (key.clone(), node.to_json())).collect(),
            ),
        }
    }

    /// Lays another tree over this one: tables grow together, anything else is replaced.
    pub fn overlay(&mut self, over: Self) {
        match (&mut self.value, over.value) {
            (Value::Table(under), Value::Table(entries)) => {
                for (key, node) in entries {
                    match under.get_mut(&key) {
                        Some(there) => there.overlay(node),
                        None => {
                            under.insert(key, node);
                        }
                    }
                }
                (self.key_at, self.at) = (over.key_at, over.at);
            }
            (_, value) => *self = Self { key_at: over.key_at, at: over.at, value, poisoned: over.poisoned },
        }
    }
}

/// Reads a text, going on behind what is no TOML so that all mistakes come at once.
pub fn parse(source: &Arc<SourceText>) -> (Node, Vec<ScenarioError>) {
    let (table, problems) = DeTable::parse_recoverable(&source.text);
    let errors = problems.into_iter().map(|problem| {
        let span = problem.span().unwrap_or(0..0);
        // At the very end of the text the line with the unfinished value says more than the empty one behind it.
        let start = span.start.min(source.text.trim_end().len());
        let at = Place { source: Arc::clone(source), start, end: span.end.min(source.text.len()).max(start) };
        ScenarioError::at(at, Mistake::Syntax { what: problem.message().to_owned() })
    });
    let errors = errors.collect();
    let top = Place::top(source);
    let value = Value::Table(entries(source, table.into_inner()));
    (Node { key_at: top.clone(), at: top, value, poisoned: false }, errors)
}

fn entries(source: &Arc<SourceText>, table: DeTable<'_>) -> BTreeMap<String, Node> {
    let place = |span: core::ops::Range<usize>| Place {
        source: Arc::clone(source),
        start: span.start,
        end: span.end,
    };
    let entry = |(key, value): (toml::Spanned<toml::de::DeString<'_>>, toml::Spanned<DeValue<'_>>)| {
        let (key_at, at) = (place(key.span()), place(value.span()));
        (key.into_inner().into_owned(), node(source, key_at, at, value.into_inner()))
    };
    table.into_iter().map(entry).collect()
}

fn node(source: &Arc<SourceText>, key_at: Place, at: Place, value: DeValue<'_>) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            let whole = i64::from_str_radix(number.as_str(), number.radix()).ok();
            let too_large = if number.as_str().starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY };
            Value::Number { value: whole.map_or(too_large, |n| n as f64), whole }
        }
        DeValue::Float(number) => {
            Value::Number { value: number.as_str().parse().unwrap_or(f64::NAN), whole: None }
        }
        DeValue::Boolean(on) => Value::Switch(on),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(
            items
                .into_iter()
                .map(|item| {
                    let at =
                        Place { source: Arc::clone(source), start: item.span().start, end: item.span().end };
                    node(source, at.clone(), at, item.into_inner())
                })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(entries(source, table)),
    };
    Node { key_at, at, value, poisoned: false }
}
