//! Puts files into a Delta Lake table, each piece once: the piece's number is the transaction's version, which the table
//! itself remembers.

use crate::clock::now_unix_s;
use crate::outbox::{Outbox, Packed, Piece};
use crate::store::{Store, Trouble, trouble};
use crate::tables::{Column, Kind, PARTITIONS, SCHEMA_VERSION, Table};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake::kernel::{Action, Add, DataType, MetadataValue, StructField, Transaction};
use deltalake::logstore::LogStoreRef;
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaTable, DeltaTableError};
use pilotzone_world::Fold;
use pilotzone_world::hash::hex;
use pilotzone_world::time::civil_from_days;

/// Attempts of one commit against other writers.
const COMMIT_RETRIES: usize = 50;

/// Ships a piece; nothing happens where it is there already.
pub(crate) async fn ship(store: &Store, outbox: &Outbox, plan: usize, piece: &Piece) -> Result<(), Trouble> {
    let kind = Table::named(&piece.table).ok_or_else(|| {
        Trouble::Broken(format!("the outbox has a piece of `{}`, which is no table", piece.table))
    })?;
    let log = store.table(kind.name()).map_err(|e| Trouble::Broken(e.to_string()))?;
    let table = open(&log, kind).await.map_err(|e| trouble(&e))?;
    let app = &outbox.plans[plan].app;
    let state = table.snapshot().map_err(|e| trouble(&e))?;
    let known = state.snapshot().transaction_version(log.as_ref(), app).await.map_err(|e| trouble(&e))?;
    if known.is_some_and(|known| known >= piece.number) {
        return Ok(());
    }
    let mut actions = Vec::new();
    for file in &piece.files {
        let bytes = outbox.bytes(plan, file).map_err(|e| Trouble::Broken(e.to_string()))?;
        let folders = [format!("city={}", key(&file.city)), format!("date={}", date(file.day))];
        // The same name and the same bytes at every attempt.
        let parts = [kind.name(), &folders[0], &folders[1], &file.file];
        store.put(&parts, bytes.get().clone(), false).await.map_err(|e| trouble(&e))?;
        actions.push(Action::Add(add(file, &folders)));
    }
    let properties = CommitProperties::default()
        .with_max_retries(COMMIT_RETRIES)
        // Whoever may put and list, and no more, can take nothing away; who runs the table does that.
        .with_cleanup_expired_logs(Some(false))
        .with_application_transaction(Transaction::new(app, piece.number));
    let operation = DeltaOperation::Write {
        mode: SaveMode::Append,
        partition_by: Some(PARTITIONS.iter().map(|column| column.name.to_owned()).collect()),
        predicate: None,
    };
    let commit = CommitBuilder::from(properties).with_actions(actions).build(Some(state), log, operation);
    commit.await.map(|_| ()).map_err(|e| trouble(&e))
}

/// A city as part of a key; the table's own column has its name in any letters.
fn key(city: &str) -> String {
    if city.is_ascii() { city.to_owned() } else { hex(Fold::START.text(city).0) }
}

fn add(file: &Packed, [city, date_folder]: &[String; 2]) -> Add {
    Add {
        path: format!("{city}/{date_folder}/{}", file.file),
        partition_values: [
            ("city".to_owned(), Some(file.city.clone())),
            ("date".to_owned(), Some(date(file.day))),
        ]
        .into(),
        size: file.bytes as i64,
        modification_time: (now_unix_s() * 1000.0) as i64,
        data_change: true,
        stats: Some(format!("{{\"numRecords\":{}}}", file.rows)),
        ..Add::default()
    }
}

/// `YYYY-MM-DD` of a day since 1970.
pub(crate) fn date(day: i32) -> String {
    let (year, month, day) = civil_from_days(day.into());
    format!("{year:04}-{month:02}-{day:02}")
}

/// The table, made where there is none.
async fn open(log: &LogStoreRef, kind: Table) -> Result<DeltaTable, DeltaTableError> {
    let mut table = DeltaTable::new(log.clone());
    if table.verify_deltatable_existence().await? {
        table.load().await?;
        return Ok(table);
    }
    let field = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => DataType::STRING,
            Kind::Number => DataType::DOUBLE,
            Kind::Count => DataType::LONG,
            Kind::Date => DataType::DATE,
        };
        let comment = MetadataValue::String(format!("{} / {}", column.ko, column.en));
        StructField::new(column.name, kind, true).with_metadata([("comment", comment)])
    };
    let (ko, en) = kind.about();
    let made = CreateBuilder::new()
        .with_log_store(log.clone())
        .with_table_name(kind.name())
        .with_comment(format!("pilotzone: {ko} / {en}"))
        .with_columns(PARTITIONS.iter().chain(kind.columns()).map(field))
        .with_partition_columns(PARTITIONS.iter().map(|column| column.name))
        .with_configuration([("pilotzone.schemaVersion", Some(SCHEMA_VERSION.to_string()))])
        .with_raise_if_key_not_exists(false)
        .with_save_mode(SaveMode::ErrorIfExists)
        .await;
    match made {
        Ok(table) => Ok(table),
        // Another writer was faster.
        Err(error) => {
            let mut table = DeltaTable::new(log.clone());
            table.load().await.map(|()| table).map_err(|_| error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_the_calendar_does() {
        assert_eq!([date(0), date(18_779), date(-1)], ["1970-01-01", "2021-06-01", "1969-12-31"]);
    }
}
