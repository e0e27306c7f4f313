//! What a file is, by its content and never by its name; and how its bytes are unpacked.

use crate::ImportError;
use crate::xml::{Item, Xml};
use pilotzone_map::Map;
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

/// The most that a packed file may unpack to (MiB).
const UNPACKED_MIB_MAX: u64 = 2048;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Our own compact map.
    Native,
    /// OpenStreetMap as XML.
    OsmXml,
    /// OpenStreetMap as PBF.
    OsmPbf,
    /// A SUMO network.
    SumoNet,
    /// A SUMO configuration.
    SumoConfig,
    /// SUMO demand or additional files.
    SumoDemand,
    /// ASAM OpenDRIVE.
    OpenDrive,
    /// Lanelet2 in OSM's clothes.
    Lanelet2,
    /// A SALT or UNIQ network.
    Salt,
    /// The parameters of a synthetic city.
    City,
}

/// Reads a file whole.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, ImportError> {
    std::fs::read(path)
        .map_err(|e| ImportError::Read { file: path.display().to_string(), cause: e.to_string() })
}

/// The content of a file that may be packed with gzip.
pub fn unpacked<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, ImportError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let limit = UNPACKED_MIB_MAX << 20;
    let mut content = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(bytes).take(limit + 1);
    reader.read_to_end(&mut content).map_err(|e| ImportError::Broken {
        file: file.to_owned(),
        line: 0,
        what: format!("the gzip data are damaged or cut off: {e}"),
        remedy: "fetch the file again".to_owned(),
    })?;
    if content.len() as u64 > limit {
        return Err(ImportError::TooLarge { file: file.to_owned(), limit_mib: UNPACKED_MIB_MAX });
    }
    Ok(Cow::Owned(content))
}

/// What unpacked content is; the error says what it looks like where it is of no known kind.
pub fn kind_of(file: &str, content: &[u8]) -> Result<Kind, ImportError> {
    if content.is_empty() {
        return Err(ImportError::Empty { file: file.to_owned() });
    }
    if content.starts_with(&pilotzone_map::native::MAGIC) {
        return Ok(Kind::Native);
    }
    if is_pbf(content) {
        return Ok(Kind::OsmPbf);
    }
    let unknown = |found: &str| ImportError::Format {
        file: file.to_owned(),
        found: found.to_owned(),
        remedy: "give an OSM file (.osm, .osm.pbf), a SUMO network (.net.xml) or a pilotzone map".to_owned(),
    };
    let start = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content).trim_ascii_start();
    let utf16 = content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff]);
    if crate::generate::is_city(start) {
        return Ok(Kind::City);
    }
    if !start.starts_with(b"<") && !utf16 {
        return Err(unknown("the content is neither XML nor any other known kind of map"));
    }
    let mut xml = Xml::new(file, content)?;
    let Some(Item::Start(root)) = xml.next_item()? else { return Err(unknown("there is no element in it")) };
    Ok(match root.name {
        "net" => Kind::SumoNet,
        "osm" | "osmChange" => {
            if looks_like_lanelets(content) {
                Kind::Lanelet2
            } else {
                Kind::OsmXml
            }
        }
        "OpenDRIVE" => Kind::OpenDrive,
        "configuration" | "sumoConfiguration" => Kind::SumoConfig,
        "routes" | "additional" | "add" => Kind::SumoDemand,
        "nodes" | "edges" | "links" | "connections" | "network" | "tss" => Kind::Salt,
        other => {
            let found = format!("the outermost element is <{}>", crate::xml::shortened(other));
            return Err(unknown(&found));
        }
    })
}

/// A PBF file begins with the length of its first header, and that header names its kind.
fn is_pbf(content: &[u8]) -> bool {
    content.get(..64.min(content.len())).is_some_and(|head| head.windows(9).any(|w| w == b"OSMHeader"))
        && content.first() == Some(&0)
}

fn looks_like_lanelets(content: &[u8]) -> bool {
    let tags: [&[u8]; 4] =
        [b"v='lanelet'", b"v=\"lanelet\"", b"v='regulatory_element'", b"v=\"regulatory_element\""];
    content.windows(22).any(|w| w.first() == Some(&b'v') && tags.iter().any(|tag| w.starts_with(tag)))
}

/// Reads a map of any kind that is known here.
pub fn read_map(path: &Path) -> Result<Map, ImportError> {
    let bytes = read_bytes(path)?;
    map_from(&path.display().to_string(), &bytes)
}

/// A map out of a file's bytes; `file` is its name for messages.
pub fn map_from(file: &str, bytes: &[u8]) -> Result<Map, ImportError> {
    let content = unpacked(file, bytes)?;
    let refuse = |what: &str, remedy: &str| {
        Err(ImportError::Format { file: file.to_owned(), found: what.to_owned(), remedy: remedy.to_owned() })
    };
    match kind_of(file, &content)? {
        Kind::Native => pilotzone_map::native::read(&content).map_err(|e| ImportError::Broken {
            file: file.to_owned(),
            line: 0,
            what: e.to_string(),
            remedy: "import the map again with this pilotzone".to_owned(),
        }),
        Kind::OsmXml => crate::osm::import_osm_xml(file, &content, &crate::osm::OsmOptions::default()),
        Kind::OsmPbf => crate::osm::import_osm_pbf(file, &content, &crate::osm::OsmOptions::default()),
        Kind::SumoNet => crate::sumo::import_net(file, &content),
        Kind::City => {
            let text = String::from_utf8_lossy(&content);
            crate::generate::city(file, &text).map_err(|errors| errors.into_import_error(file))
        }
        Kind::SumoConfig => refuse("this is a SUMO configuration, no map", "run it with `pilotzone run`"),
        Kind::SumoDemand => refuse(
            "this is SUMO demand or an additional file, no map",
            "give the network (.net.xml) that it belongs to",
        ),
        Kind::OpenDrive => refuse("OpenDRIVE is not supported yet", "convert it with SUMO's netconvert"),
        Kind::Lanelet2 => refuse("Lanelet2 is not supported yet", "give an OSM extract or a SUMO network"),
        Kind::Salt => refuse(
            "this looks like a part of a SALT network, or of SUMO's plain XML, and is not supported yet",
            "build a SUMO network (.net.xml) from it with netconvert",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const NET: &[u8] = include_bytes!("../tests/cases/s20_unsorted_departs/net.net.xml");

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn content_decides_what_a_file_is() {
        let kind = |text: &str| kind_of("x", text.as_bytes()).unwrap();
        assert_eq!(kind("<?xml version='1.0'?><osm version='0.6'><node/></osm>"), Kind::OsmXml);
        assert_eq!(kind("<osm><relation><tag k='type' v='lanelet'/></relation></osm>"), Kind::Lanelet2);
        assert_eq!(kind("<OpenDRIVE/>"), Kind::OpenDrive);
        assert_eq!(kind("<net>"), Kind::SumoNet);
        assert_eq!(kind("<configuration/>"), Kind::SumoConfig);
        assert_eq!(kind_of("x", b"\0\0\0\x0d\x0a\x09OSMHeader"), Ok(Kind::OsmPbf));
        assert_eq!(kind_of("x", &pilotzone_map::native::MAGIC), Ok(Kind::Native));
    }

    #[test]
    fn what_is_no_map_is_refused_in_words() {
        let refused = |bytes: &[u8]| map_from("x.map", bytes).unwrap_err().to_string();
        assert_eq!(refused(b""), "x.map: the file is empty");
        assert!(refused(b"PK\x03\x04").contains("neither XML nor any other known kind"));
        assert!(refused(b"<html/>").contains("outermost element is <html>"));
        assert!(refused(b"<OpenDRIVE/>").contains("OpenDRIVE is not supported yet"));
        assert!(refused(b"<routes/>").contains("no map"));
        assert!(refused(b"\xff\xfe<\0").contains("UTF-16"));
    }

    #[test]
    fn a_packed_network_is_read_and_a_cut_one_refused() {
        let whole = packed(NET);
        assert_eq!(map_from("a.xml", &whole).unwrap().links.len(), 2);
        let error = map_from("a.xml", &whole[..whole.len() / 2]).unwrap_err().to_string();
        assert!(error.contains("gzip data are damaged or cut off"), "{error}");
    }
}
