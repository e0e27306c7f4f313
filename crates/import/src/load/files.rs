//! Reading from the disk, with limits before memory is taken.

use crate::detect::Kind;
use std::io::Read;
use std::path::Path;

/// A scenario, an include or a matrix beyond this is a slip (MiB).
const LIMIT_MIB: u64 = 64;

/// The bytes of a file.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|e| e.to_string())?;
    let mut bytes = Vec::new();
    file.take((LIMIT_MIB << 20) + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > LIMIT_MIB << 20 {
        return Err(format!("the file is larger than {LIMIT_MIB} MiB"));
    }
    Ok(bytes)
}

/// The text of a file.
pub(super) fn text(path: &str) -> Result<String, String> {
    let bytes = bytes(Path::new(path))?;
    String::from_utf8(bytes).map_err(|e| format!("byte {} is no UTF-8 text", e.utf8_error().valid_up_to()))
}

/// A path that holds wherever the program runs.
pub(super) fn absolute(path: &str) -> String {
    let path = Path::new(path);
    let real = path.canonicalize().or_else(|_| std::path::absolute(path));
    real.unwrap_or_else(|_| path.to_path_buf()).to_string_lossy().into_owned()
}

/// A kind of file in words.
pub(super) fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Native => "a pilotzone map",
        Kind::OsmXml | Kind::OsmPbf => "an OpenStreetMap file",
        Kind::SumoNet => "a SUMO network",
        Kind::SumoConfig => "a SUMO configuration",
        Kind::SumoDemand => "SUMO demand",
        Kind::OpenDrive => "an OpenDRIVE map",
        Kind::Lanelet2 => "a Lanelet2 map",
        Kind::Salt => "a SALT network",
        Kind::City => "the parameters of a synthetic city",
    }
}
