//! Tables as others read them: by Delta Lake's Python package into DuckDB, and by Polars.

use crate::server::{BUCKET, KEY, SECRET, python};
use serde_json::{Value, json};
use std::process::Command;

const READ: &str = r#"
import json, sys
import deltalake, duckdb, polars
url, options = sys.argv[1], json.loads(sys.argv[2])
told = {}
for name in ("incidents", "incident_counts"):
    table_ = deltalake.DeltaTable(f"{url}/{name}", storage_options=options).to_pyarrow_table()
    told[name] = {
        "duckdb": duckdb.sql("select count(*) from table_").fetchall()[0][0],
        "polars": polars.scan_delta(f"{url}/{name}", storage_options=options).select(polars.len()).collect().item(),
    }
    if name == "incidents":
        told["different"] = duckdb.sql("select count(distinct id) from table_").fetchall()[0][0]
    else:
        told["counted"] = duckdb.sql("select sum(incidents)::bigint from table_").fetchall()[0][0]
print(json.dumps(told))
"#;

/// What the tables below an address hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    /// Rows of incidents by DuckDB, their different ids, and rows by Polars.
    pub incidents: [u64; 3],
    /// Rows of counts by DuckDB and by Polars.
    pub counts: [u64; 2],
    /// Incidents by the table of counts.
    pub counted: u64,
}

/// Whether readers are installed.
pub fn can_read() -> bool {
    python(&["deltalake", "duckdb", "polars", "pyarrow"]).is_some()
}

/// Reads the tables of a prefix of the bucket, at the server at that port.
pub fn read(port: u16, prefix: &str) -> Seen {
    let options = json!({
        "AWS_ENDPOINT_URL": format!("http://127.0.0.1:{port}"), "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET,
    });
    read_url(&format!("s3://{BUCKET}/{prefix}"), &options)
}

/// Reads the tables below an address.
pub fn read_url(url: &str, options: &Value) -> Seen {
    let python = python(&["deltalake", "duckdb", "polars", "pyarrow"]).unwrap();
    let read = Command::new(python).args(["-c", READ, url, &options.to_string()]).output().unwrap();
    let told: Value = serde_json::from_slice(&read.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&read.stderr)));
    let number = |value: &Value| value.as_u64().unwrap();
    let [incidents, counts] = ["incidents", "incident_counts"].map(|name| &told[name]);
    Seen {
        incidents: [&incidents["duckdb"], &told["different"], &incidents["polars"]].map(number),
        counts: [&counts["duckdb"], &counts["polars"]].map(number),
        counted: number(&told["counted"]),
    }
}
