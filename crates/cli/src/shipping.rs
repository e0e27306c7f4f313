//! Incidents on their way out while a run goes: put aside in its spool first, shipped from there by a program of its own.

use crate::beside;
use crate::commands::push;
use crate::outcome::{Done, Failure, Outcome};
use crate::printer::Printer;
use pilotzone_engine::Engine;
use pilotzone_record::{Language, RecordError, RunFolder, Spool};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// A run's spool, and who ships from it.
pub struct Shipping {
    spool: Spool,
    /// What the disk said when it last had no room for a line. The run goes on and tries again.
    refused: Option<RecordError>,
    shipper: Result<Child, Failure>,
}

impl Shipping {
    /// Begins the spool and starts the shipper. Where there is no shipper the spool waits, which is told at once.
    pub fn begin(url: &str, folder: &RunFolder, engine: &Engine, printer: &Printer) -> Result<Self, Failure> {
        let spool = Spool::begin(folder, url, engine)?;
        let start = |mut command: Command| {
            command.arg(folder.path()).arg(url).arg("--follow");
            command.args(["--lang", if printer.language == Language::Ko { "ko" } else { "en" }]);
            command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().map_err(|cause| {
                Failure::machine(format!("{} cannot be started: {cause}; the spool waits", push::PROGRAM))
            })
        };
        let shipper = beside::command(push::PROGRAM, push::REMEDY).and_then(start);
        if shipper.is_err() {
            printer.note(printer.pick(
                "전송 프로그램이 없음: 사고는 실행 폴더의 spool에서 기다림",
                "there is no shipper: incidents wait in the run folder's spool",
            ));
        }
        Ok(Self { spool, refused: None, shipper })
    }

    /// Puts aside what the last step brought. A disk that refuses does not stop the run.
    pub fn observe(&mut self, engine: &Engine) {
        self.refused = self.spool.observe(engine, now_unix_s).err();
    }

    /// Closes the spool and waits until the shipper has drained it. `outcome` is how the run itself went.
    pub fn end(self, outcome: Outcome) -> Done {
        drop(self.spool);
        let mut shipper = self.shipper?;
        let ended = shipper.wait();
        if let Some(error) = self.refused {
            return Err(Failure::machine(format!(
                "{error}; the run's results are kept, its spool is not whole"
            )));
        }
        let ended = ended.map_err(|cause| Failure::machine(format!("the shipper was lost: {cause}")))?;
        Ok(match ended.code() {
            Some(0) => outcome,
            // It has said why.
            Some(2) => Outcome::BadInput,
            _ => Outcome::MachineFailed,
        })
    }
}

fn now_unix_s() -> f64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long a row was on its way is told, and never simulated"
    )]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
