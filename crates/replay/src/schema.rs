//! What each channel's messages mean, written into the file itself.

use crate::{AgentNote, Drawing, EventNote, Header, IncidentNote, SignalsNote};
use schemars::JsonSchema;
use serde_json::Value;

/// A channel.
pub(crate) struct Topic {
    /// Its topic.
    pub topic: &'static str,
    /// The schema's name.
    pub name: &'static str,
    /// How messages are written.
    pub encoding: &'static str,
    /// How the schema is written.
    pub schema_encoding: &'static str,
    /// The schema.
    pub schema: fn() -> String,
}

pub(crate) const RUN: &str = "/run";
pub(crate) const MAP: &str = "/map";
pub(crate) const AGENTS: &str = "/agents";
pub(crate) const SIGNALS: &str = "/signals";
pub(crate) const FRAMES: &str = "/frames";
pub(crate) const EVENTS: &str = "/events";
pub(crate) const INCIDENTS: &str = "/incidents";

/// All channels, in the order in which they are declared.
pub(crate) const TOPICS: [Topic; 7] = [
    json::<Header>(RUN, "pilotzone.Run"),
    json::<Drawing>(MAP, "pilotzone.Map"),
    json::<Vec<AgentNote>>(AGENTS, "pilotzone.Agents"),
    json::<SignalsNote>(SIGNALS, "pilotzone.Signals"),
    Topic {
        topic: FRAMES,
        name: "pilotzone.Frame",
        encoding: "pilotzone-frame-1",
        schema_encoding: "text/markdown",
        schema: || include_str!("frame.md").to_owned(),
    },
    json::<EventNote>(EVENTS, "pilotzone.Event"),
    json::<IncidentNote>(INCIDENTS, "pilotzone.Incident"),
];

const fn json<T: JsonSchema>(topic: &'static str, name: &'static str) -> Topic {
    Topic {
        topic,
        name,
        encoding: "json",
        schema_encoding: "jsonschema",
        schema: || {
            let mut schema = schemars::schema_for!(T).to_value();
            // It stands in the file twice: what is deep inside explains itself by its names and units.
            if let Some(inner) = schema.get_mut("$defs") {
                bare(inner);
            }
            schema.to_string()
        },
    }
}

/// Takes all descriptions away.
fn bare(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            // A field of that name is described by an object, not by a text.
            if map.get("description").is_some_and(Value::is_string) {
                map.remove("description");
            }
            map.values_mut().for_each(bare);
        }
        Value::Array(list) => list.iter_mut().for_each(bare),
        _ => {}
    }
}
