//! Incidents of a run that is over, told from what its folder holds.

use crate::accounts::told;
use crate::error::ExplainError;
use crate::words::number;
use arrow_array::cast::AsArray;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use pilotzone_safety::account::FORMAT;
use pilotzone_safety::story::place;
use pilotzone_safety::{Account, headline, incident_words, story};
use pilotzone_world::Language;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The column that holds an account in whole.
const RECORD: &str = "record";

/// All incidents of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidents {
    dir: PathBuf,
    /// By number.
    all: Vec<Account>,
    /// Whether the run took measures; one that took none knows no incidents in detail.
    measured: bool,
}

/// What every format has.
#[derive(Deserialize)]
struct Formatted {
    format: u32,
}

/// What is asked of the figures of the run.
#[derive(Deserialize)]
struct Figures {
    measured: bool,
}

impl Incidents {
    /// Reads the incidents of a run's folder.
    pub fn read(dir: &Path) -> Result<Self, ExplainError> {
        let dir = dir.to_owned();
        if !dir.is_dir() {
            return Err(ExplainError::NoFolder { dir });
        }
        let (figures, table) = (dir.join("summary.json"), dir.join("incidents.parquet"));
        if !figures.exists() {
            if dir.join("parts").exists() || dir.join("hashes.bin").exists() {
                return Err(ExplainError::Cut { dir });
            }
            let remedy = "name the folder of one run";
            return Err(ExplainError::NoRun { dir, lacks: "summary.json", remedy });
        }
        if !table.exists() {
            let remedy = "name the folder of one run that was made without --no-record";
            return Err(ExplainError::NoRun { dir, lacks: "incidents.parquet", remedy });
        }
        let damaged = |cause: String| ExplainError::Damaged { path: figures.clone(), cause };
        let text = std::fs::read_to_string(&figures).map_err(|e| damaged(e.to_string()))?;
        let Figures { measured } = serde_json::from_str(&text).map_err(|e| damaged(e.to_string()))?;
        let mut all =
            texts(&table)?.iter().map(|text| account(&table, text)).collect::<Result<Vec<_>, _>>()?;
        all.sort_by_key(|account| account.record.number);
        Ok(Self { dir, all, measured })
    }

    /// The incident of that number.
    pub fn get(&self, number: u32) -> Result<&Account, ExplainError> {
        let found = self.all.binary_search_by_key(&number, |account| account.record.number);
        let missing = || ExplainError::NoIncident { dir: self.dir.clone(), number, count: self.all.len() };
        found.ok().and_then(|at| self.all.get(at)).ok_or_else(missing)
    }

    /// All incidents, a line each, for people.
    pub fn list(&self, language: Language) -> String {
        let dir = self.dir.display();
        if !self.measured {
            return match language {
                Language::Ko => {
                    format!("{dir}: 안전 지표를 측정하지 않은 실행이다. `--measures`를 붙여 다시 실행한다.")
                }
                Language::En => format!("{dir}: this run took no measures; make it again with `--measures`"),
            };
        }
        if self.all.is_empty() {
            return match language {
                Language::Ko => format!("{dir}: 사건이 없었다."),
                Language::En => format!("{dir}: there was no incident."),
            };
        }
        let mut text = String::new();
        for account in &self.all {
            let record = &account.record;
            let (kind, place) = (incident_words(record.kind, language), place(account, language));
            let (n, time) = (record.number, number(record.time_s, 1));
            let _ = match language {
                Language::Ko => writeln!(text, "{n:>4}  {time:>9}초  {kind}  {place}"),
                Language::En => writeln!(text, "{n:>4}  {time:>9} s  {kind}  {place}"),
            };
        }
        let _ = match language {
            Language::Ko => {
                writeln!(text, "한 사건의 경위: pilotzone explain {dir} --incident 번호")
            }
            Language::En => {
                writeln!(text, "How one came about: pilotzone explain {dir} --incident NUMBER")
            }
        };
        text
    }

    /// All incidents, for programs.
    pub fn list_json(&self) -> Value {
        let one = |account: &Account| {
            let record = &account.record;
            json!({
                "number": record.number, "kind": record.kind.name(), "time_s": record.time_s,
                "clock": account.clock, "place": account.place,
                "headline_ko": headline(account, Language::Ko), "headline_en": headline(account, Language::En),
            })
        };
        json!({"measured": self.measured, "incidents": self.all.iter().map(one).collect::<Vec<_>>()})
    }

    /// One incident in words.
    pub fn story(&self, number: u32, language: Language) -> Result<String, ExplainError> {
        Ok(story(self.get(number)?, language))
    }

    /// One incident for programs.
    pub fn story_json(&self, number: u32) -> Result<Value, ExplainError> {
        Ok(told(self.get(number)?))
    }
}

fn account(table: &Path, text: &str) -> Result<Account, ExplainError> {
    let path = || table.to_owned();
    let damaged = |e: serde_json::Error| ExplainError::Damaged { path: path(), cause: e.to_string() };
    let Formatted { format } = serde_json::from_str(text).map_err(damaged)?;
    if format > FORMAT {
        return Err(ExplainError::Newer { path: path(), found: format });
    }
    serde_json::from_str(text).map_err(damaged)
}

/// All cells of the column of accounts.
fn texts(table: &Path) -> Result<Vec<String>, ExplainError> {
    let damaged =
        |cause: &dyn ToString| ExplainError::Damaged { path: table.to_owned(), cause: cause.to_string() };
    let file = File::open(table).map_err(|e| damaged(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| damaged(&e))?;
    let only = ProjectionMask::columns(builder.parquet_schema(), [RECORD]);
    let reader = builder.with_projection(only).build().map_err(|e| damaged(&e))?;
    let mut texts = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|e| damaged(&e))?;
        let column = batch.column_by_name(RECORD).and_then(|column| column.as_string_opt::<i32>());
        let column = column.ok_or_else(|| damaged(&"it has no column `record` of texts"))?;
        texts.extend(column.iter().flatten().map(str::to_owned));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{crash, crossing_run, record};
    use crate::incidents;
    use crate::parts::Parts;

    /// A folder as a run leaves it, with one made-up incident in it.
    fn folder_with(account: &Account) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let mut parts = Parts::new(dir.path(), "incidents", incidents::fields());
        incidents::row(account, |row| parts.push(row));
        parts.join(&dir.path().join("incidents.parquet"), None).unwrap();
        std::fs::write(dir.path().join("summary.json"), r#"{"measured": true}"#).unwrap();
        dir
    }

    #[test]
    fn an_incident_is_told_from_the_folder_alone() {
        let dir = folder_with(&crash());
        let incidents = Incidents::read(dir.path()).unwrap();
        let text = incidents.story(1, Language::En).unwrap();
        assert!(text.contains("12.0 s before, a fault began in av 1: lost brakes."), "{text}");
        let list = incidents.list(Language::Ko);
        assert!(list.starts_with("   1       20.0초  차량 간 충돌  링크 n_in, 차로 n_in_0\n"), "{list}");
        let json = incidents.story_json(1).unwrap();
        assert_eq!(json["exempted"][0]["by"], "kr.smartcity.av");
        assert_eq!(json["responsible"]["who"], "av 1");
        assert_eq!(json["chain"][2]["event"], "takeover_missed");
        assert_eq!(incidents.list_json()["incidents"][0]["number"], 1);
        assert!(matches!(incidents.get(0), Err(ExplainError::NoIncident { number: 0, count: 1, .. })));
    }

    #[test]
    fn a_run_without_incidents_says_so() {
        let dir = tempfile::tempdir().unwrap();
        record(&crossing_run(20.0), dir.path());
        let list = Incidents::read(dir.path()).unwrap().list(Language::En);
        assert!(list.ends_with("there was no incident."), "{list}");
    }

    #[test]
    fn folders_that_tell_nothing_are_told_apart() {
        let dir = folder_with(&crash());
        let at = |name: &str| dir.path().join(name);
        assert!(matches!(Incidents::read(&at("nowhere")), Err(ExplainError::NoFolder { .. })));
        std::fs::write(at("incidents.parquet"), b"PAR1 and no more").unwrap();
        assert!(matches!(Incidents::read(dir.path()), Err(ExplainError::Damaged { .. })));
        std::fs::remove_file(at("incidents.parquet")).unwrap();
        assert!(matches!(
            Incidents::read(dir.path()),
            Err(ExplainError::NoRun { lacks: "incidents.parquet", .. })
        ));
        std::fs::remove_file(at("summary.json")).unwrap();
        assert!(matches!(
            Incidents::read(dir.path()),
            Err(ExplainError::NoRun { lacks: "summary.json", .. })
        ));
        std::fs::create_dir(at("parts")).unwrap();
        assert!(matches!(Incidents::read(dir.path()), Err(ExplainError::Cut { .. })));
    }

    #[test]
    fn an_account_of_a_later_program_is_refused() {
        let mut account = crash();
        account.format = FORMAT + 1;
        let dir = folder_with(&account);
        assert!(matches!(Incidents::read(dir.path()), Err(ExplainError::Newer { found: 2, .. })));
    }
}
