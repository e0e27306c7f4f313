//! The table of reports on crashes of automated vehicles, by the columns that authorities ask for.

use crate::table::{Cell, Kind};
use pilotzone_engine::Engine;

use pilotzone_safety::{Account, AvReport};

/// Columns of the table of reports.
pub(crate) fn fields() -> Vec<(&'static str, Kind)> {
    let mut fields = vec![("incident", Kind::Count), ("vehicle", Kind::Text)];
    fields.extend(AvReport::names().into_iter().map(|name| (name, Kind::Text)));
    fields
}

/// A row for each automated vehicle of a collision, shown to `push`.
pub(crate) fn rows(engine: &Engine, account: &Account, mut push: impl FnMut(&[Cell<'_>])) {
    for report in AvReport::of(account, &engine.run().map) {
        let texts: Vec<String> =
            report.columns().into_iter().chain(report.korean()).map(|column| column.1).collect();
        let head = [Cell::Count(account.record.number.into()), Cell::Text(&report.vehicle)];
        let cells: Vec<Cell<'_>> =
            head.into_iter().chain(texts.iter().map(|text| Cell::Text(text))).collect();
        push(&cells);
    }
}
