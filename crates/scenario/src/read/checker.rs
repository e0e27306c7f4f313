//! Holds a tree against the JSON Schema that the file's Rust types give: one source for keys, types, ranges and
//! the words that describe them.

use super::include::Document;
use super::mistake::{Mistake, ScenarioError, number};
use super::nearest;
use super::tree::{Node, Value};
use serde_json::Value as Schema;
use std::collections::BTreeMap;

/// Checks keys, types and ranges of a whole document. What is refused is replaced by something that fits, marked
/// as poisoned, so that the later checks can go on and find the rest.
pub fn check_shape(document: &mut Document, schema: &Schema) {
    let mut checker = Checker { schema, errors: Vec::new() };
    checker.check(schema, &mut document.root, "");
    document.errors.extend(checker.errors);
}

struct Checker<'s> {
    schema: &'s Schema,
    errors: Vec<ScenarioError>,
}

impl<'s> Checker<'s> {
    /// The schema that a reference leads to.
    fn resolve(&self, mut schema: &'s Schema) -> &'s Schema {
        // A reference to a reference is as deep as our types go.
        for _ in 0..8 {
            let Some(target) = schema.get("$ref").and_then(Schema::as_str) else { break };
            let Some(found) = target.strip_prefix('#').and_then(|at| self.schema.pointer(at)) else { break };
            schema = found;
        }
        schema
    }

    /// The alternatives of a schema, those for "absent" left out.
    fn branches(&self, schema: &'s Schema) -> Option<Vec<&'s Schema>> {
        let list = schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()?;
        let present = list.iter().map(|branch| self.resolve(branch));
        Some(present.filter(|branch| branch.get("type").is_none_or(|t| t != "null")).collect())
    }

    fn check(&mut self, schema: &'s Schema, node: &mut Node, key: &str) {
        let schema = self.resolve(schema);
        if let Some(words) = self.words(schema) {
            return self.check_word(schema, &words, node, key);
        }
        if let Some(branches) = self.branches(schema) {
            return self.check_branches(schema, &branches, node, key);
        }
        let fits = match (type_of(schema), &node.value) {
            ("number" | "integer", Value::Number { .. }) => return self.check_number(schema, node, key),
            ("object", Value::Table(_)) => return self.check_table(schema, node, key),
            ("array", Value::List(_)) => return self.check_list(schema, node, key),
            ("string", Value::Text(_)) | ("boolean", Value::Switch(_)) => true,
            _ => false,
        };
        if !fits {
            self.wrong_type(schema, node, key);
        }
    }

    fn wrong_type(&mut self, schema: &'s Schema, node: &mut Node, key: &str) {
        let expected = self.expected(schema);
        let mistake = Mistake::WrongType { key: key.to_owned(), found: node.value.kind(), expected };
        self.refuse(schema, node, mistake);
    }

    fn refuse(&mut self, schema: &'s Schema, node: &mut Node, mistake: Mistake) {
        self.errors.push(ScenarioError::at(node.at.clone(), mistake));
        *node = self.stand_in(schema, node, 0);
    }

    fn check_number(&mut self, schema: &'s Schema, node: &mut Node, key: &str) {
        let Value::Number { value, whole } = node.value else { return };
        let integer = type_of(schema) == "integer";
        if integer && whole.is_none() && value.is_finite() && value.abs() < 1e15 {
            return self.wrong_type(schema, node, key);
        }
        let (least, most) = range(schema);
        if !value.is_finite() || value < least || value > most {
            let expected = self.expected(schema);
            let mistake = Mistake::OutOfRange { key: key.to_owned(), found: number(value), expected };
            self.refuse(schema, node, mistake);
        }
    }

    fn check_list(&mut self, schema: &'s Schema, node: &mut Node, key: &str) {
        let Value::List(items) = &mut node.value else { return };
        let bound = |name| schema.get(name).and_then(Schema::as_u64);
        let n = items.len() as u64;
        if bound("minItems").is_some_and(|least| n < least) || bound("maxItems").is_some_and(|most| n > most)
        {
            return self.wrong_type(schema, node, key);
        }
        // A fixed tuple has its items' schemas one by one.
        if let Some(each) = schema.get("prefixItems").and_then(Schema::as_array) {
            for (i, (item, schema)) in items.iter_mut().zip(each).enumerate() {
                self.check(schema, item, &format!("{key}[{i}]"));
            }
        } else if let Some(schema) = schema.get("items") {
            for (i, item) in items.iter_mut().enumerate() {
                self.check(schema, item, &format!("{key}[{i}]"));
            }
        }
    }

    fn check_table(&mut self, schema: &'s Schema, node: &mut Node, key: &str) {
        let at = node.key_at.clone();
        let Value::Table(entries) = &mut node.value else { return };
        let properties = schema.get("properties").and_then(Schema::as_object);
        let others = schema.get("additionalProperties").filter(|s| s.is_object());
        let path = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
        let names: Vec<String> = entries.keys().cloned().collect();
        for name in names {
            let known = properties.and_then(|p| p.get(&name)).or(others);
            if let Some(schema) = known {
                if let Some(entry) = entries.get_mut(&name) {
                    self.check(schema, entry, &path(&name));
                }
            } else if let Some(entry) = entries.remove(&name) {
                let known: Vec<&str> =
                    properties.into_iter().flat_map(|p| p.keys().map(String::as_str)).collect();
                // What is there already is not what was meant.
                let free = known.iter().copied().filter(|k| !entries.contains_key(*k));
                let nearest = nearest::of(&name, free);
                let mistake = Mistake::UnknownKey { key: path(&name), nearest, known: known.join(", ") };
                self.errors.push(ScenarioError::at(entry.key_at, mistake));
            }
        }
        let required = schema.get("required").and_then(Schema::as_array).into_iter().flatten();
        for name in required.filter_map(Schema::as_str) {
            let Some(schema) = properties.and_then(|p| p.get(name)) else { continue };
            if !entries.contains_key(name) {
                let mistake = Mistake::Missing { key: path(name), expected: self.expected(schema) };
                self.errors.push(ScenarioError::at(at.clone(), mistake));
                let here =
                    Node { key_at: at.clone(), at: at.clone(), value: Value::Switch(false), poisoned: true };
                entries.insert(name.to_owned(), self.stand_in(schema, &here, 0));
            }
        }
    }

    /// The words of a choice between words.
    fn words(&self, schema: &'s Schema) -> Option<Vec<&'s str>> {
        if let Some(list) = schema.get("enum").and_then(Schema::as_array) {
            return list.iter().map(Schema::as_str).collect();
        }
        if let Some(word) = schema.get("const").and_then(Schema::as_str) {
            return Some(vec![word]);
        }
        let mut words = Vec::new();
        for branch in self.branches(schema)? {
            words.extend(self.words(branch)?);
        }
        Some(words)
    }

    fn check_word(&mut self, schema: &'s Schema, words: &[&str], node: &mut Node, key: &str) {
        let Value::Text(found) = &node.value else { return self.wrong_type(schema, node, key) };
        if words.contains(&found.as_str()) {
            return;
        }
        let mistake = Mistake::UnknownWord {
            key: key.to_owned(),
            found: found.clone(),
            nearest: nearest::of(found, words.iter().copied()),
            known: words.join(", "),
        };
        self.refuse(schema, node, mistake);
    }

    fn check_branches(&mut self, schema: &'s Schema, branches: &[&'s Schema], node: &mut Node, key: &str) {
        // A table that says by a word which of several it is.
        let tagged = branches.iter().find_map(|branch| tag(branch));
        if let (Some((tag_key, _)), Value::Table(entries)) = (tagged, &mut node.value) {
            let words: Vec<&str> = branches.iter().filter_map(|b| tag(b)).map(|(_, word)| word).collect();
            let path = format!("{key}.{tag_key}");
            let Some(word) = entries.get_mut(tag_key) else {
                let expected = format!("one of {}", words.join(", "));
                let mistake = Mistake::Missing { key: path, expected };
                self.errors.push(ScenarioError::at(node.key_at.clone(), mistake));
                *node = self.stand_in(schema, node, 0);
                return;
            };
            let chosen = branches.iter().find(|branch| match (&word.value, tag(branch)) {
                (Value::Text(text), Some((_, word))) => text == word,
                _ => false,
            });
            if let Some(branch) = chosen {
                return self.check(branch, node, key);
            }
            let found = match &word.value {
                Value::Text(text) => text.clone(),
                other => other.kind(),
            };
            let nearest = nearest::of(&found, words.iter().copied());
            let mistake = Mistake::UnknownWord { key: path, found, nearest, known: words.join(", ") };
            self.errors.push(ScenarioError::at(word.at.clone(), mistake));
            *node = self.stand_in(schema, node, 0);
            return;
        }
        let same = branches.iter().find(|branch| self.same_type(branch, &node.value));
        match same {
            Some(branch) => self.check(branch, node, key),
            None => self.wrong_type(schema, node, key),
        }
    }

    fn same_type(&self, schema: &'s Schema, value: &Value) -> bool {
        let named = if self.words(schema).is_some() { "string" } else { type_of(schema) };
        matches!(
            (named, value),
            ("number" | "integer", Value::Number { .. })
                | ("object", Value::Table(_))
                | ("array", Value::List(_))
                | ("string", Value::Text(_))
                | ("boolean", Value::Switch(_))
        )
    }

    /// What should stand there, in words, with the key's own description.
    fn expected(&self, schema: &'s Schema) -> String {
        let described = schema.get("description").and_then(Schema::as_str);
        let target = self.resolve(schema);
        let plain = if let Some(words) = self.words(target) {
            format!("one of {}", words.join(", "))
        } else if let Some(branches) = self.branches(target) {
            let each: Vec<String> = branches.iter().map(|branch| self.expected(branch)).collect();
            each.join(", or ")
        } else {
            let (least, most) = range(target);
            let kind = match type_of(target) {
                "number" => "a number",
                "integer" => "a whole number",
                "string" => "a text in quotes",
                "boolean" => "true or false",
                "array" => "a list",
                _ => "a table",
            };
            match (least.is_finite(), most.is_finite()) {
                (true, true) => format!("{kind} from {} to {}", number(least), number(most)),
                (true, false) => format!("{kind} from {}", number(least)),
                _ => kind.to_owned(),
            }
        };
        match described.and_then(|text| text.lines().next()) {
            Some(text) => format!("{plain}: {}", text.trim_end_matches('.')),
            None => plain,
        }
    }

    /// Something that fits a schema, at the place of what was refused.
    fn stand_in(&self, schema: &'s Schema, at: &Node, depth: u32) -> Node {
        let schema = self.resolve(schema);
        let value = if let Some(word) = self.words(schema).and_then(|words| words.first().copied()) {
            Value::Text(word.to_owned())
        } else if let Some(first) = self.branches(schema).and_then(|branches| branches.first().copied()) {
            self.stand_in(first, at, depth).value
        } else {
            match type_of(schema) {
                "number" | "integer" => {
                    let (least, most) = range(schema);
                    let value = if least.is_finite() { least } else { most.clamp(-1.0, 1.0) };
                    let whole = (type_of(schema) == "integer").then_some(value as i64);
                    Value::Number { value, whole }
                }
                "string" => Value::Text(String::new()),
                "boolean" => Value::Switch(false),
                "array" => {
                    let least = schema.get("minItems").and_then(Schema::as_u64).unwrap_or(0).min(64);
                    let items = schema.get("items").filter(|_| depth < 8);
                    let one = items.map(|items| self.stand_in(items, at, depth + 1));
                    Value::List(one.into_iter().cycle().take(least as usize).collect())
                }
                _ => {
                    let mut entries = BTreeMap::new();
                    let required = schema.get("required").and_then(Schema::as_array).into_iter().flatten();
                    for name in required.filter_map(Schema::as_str).filter(|_| depth < 8) {
                        if let Some(inner) = schema.get("properties").and_then(|p| p.get(name)) {
                            entries.insert(name.to_owned(), self.stand_in(inner, at, depth + 1));
                        }
                    }
                    Value::Table(entries)
                }
            }
        };
        Node { key_at: at.key_at.clone(), at: at.at.clone(), value, poisoned: true }
    }
}

/// The type that a schema asks for; the first that is not "absent".
fn type_of(schema: &Schema) -> &str {
    match schema.get("type") {
        Some(Schema::String(name)) => name,
        Some(Schema::Array(names)) => {
            names.iter().filter_map(Schema::as_str).find(|n| *n != "null").unwrap_or("")
        }
        _ => "",
    }
}

/// The closed range of a number.
fn range(schema: &Schema) -> (f64, f64) {
    let bound = |name, none| schema.get(name).and_then(Schema::as_f64).unwrap_or(none);
    (bound("minimum", f64::NEG_INFINITY), bound("maximum", f64::INFINITY))
}

/// The key and the word by which one of several tables is known.
fn tag(schema: &Schema) -> Option<(&str, &str)> {
    let properties = schema.get("properties")?.as_object()?;
    properties.iter().find_map(|(key, inner)| Some((key.as_str(), inner.get("const")?.as_str()?)))
}
