//! SUMO configurations: which files belong together, and how long to run.

use std::path::{Path, PathBuf};

use super::text;
use crate::ImportError;
use crate::xml::{Element, Item, Xml};
use pilotzone_map::{Problem, Severity};

/// The seed where a configuration names none; SUMO's own.
pub const SEED: u64 = 23_423;

/// What a configuration asks for. Paths are as they can be opened: relative ones are taken from the
/// configuration's folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SumoConfig {
    /// The network.
    pub net: PathBuf,
    /// Route files.
    pub routes: Vec<PathBuf>,
    /// Additional files.
    pub additional: Vec<PathBuf>,
    /// Time of the first step (s).
    pub begin_s: f64,
    /// Time at which the run ends (s); none: when the road is empty.
    pub end_s: Option<f64>,
    /// Length of a step (s), where one is named.
    pub step_s: Option<f64>,
    /// The seed, where one is named.
    pub seed: Option<u64>,
    /// Whether a vehicle with a wrong route is set aside instead of an error.
    pub ignore_route_errors: bool,
    /// Standard deviation of speed factors where types name none.
    pub speed_deviation: Option<f64>,
    /// Car-following model where types name none.
    pub car_following: Option<String>,
    /// `departLane` where vehicles name none.
    pub depart_lane: Option<String>,
    /// `departSpeed` where vehicles name none.
    pub depart_speed: Option<String>,
    /// Options that are not followed.
    pub problems: Vec<Problem>,
}

/// Reads a configuration. `path` is where it lies: its folder is where relative paths begin.
pub fn parse_config(path: &Path, content: &[u8]) -> Result<SumoConfig, ImportError> {
    let file = path.display().to_string();
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut xml = Xml::new(&file, content)?;
    let mut config = SumoConfig::default();
    let mut root_seen = false;
    let mut net_line = 0;
    while let Some(item) = xml.next_item()? {
        let Item::Start(element) = item else { continue };
        if !root_seen {
            root_seen = true;
            if !matches!(element.name, "configuration" | "sumoConfiguration" | "sumo") {
                return Err(ImportError::Format {
                    file: file.clone(),
                    found: format!(
                        "the outermost element is <{}>, a SUMO configuration begins with <configuration>",
                        crate::xml::shortened(element.name)
                    ),
                    remedy: "give the .sumocfg file".to_owned(),
                });
            }
            continue;
        }
        if element.name == "net-file" {
            net_line = element.line;
        }
        option(&mut config, folder, &element)?;
    }
    if config.net.as_os_str().is_empty() {
        return Err(ImportError::Missing {
            file,
            line: net_line,
            element: "configuration".to_owned(),
            attribute: "net-file".to_owned(),
            remedy: "name the network: <input><net-file value=\"...\"/></input>".to_owned(),
        });
    }
    if let Some(end_s) = config.end_s.filter(|end_s| *end_s < config.begin_s) {
        return Err(ImportError::Value {
            file,
            line: 0,
            attribute: "end".to_owned(),
            found: end_s.to_string(),
            expected: format!("a time not before begin ({} s)", config.begin_s),
        });
    }
    Ok(config)
}

fn option(config: &mut SumoConfig, folder: &Path, element: &Element<'_>) -> Result<(), ImportError> {
    let key = if element.get("value").is_some() { "value" } else { "v" };
    let Some(value) = element.get(key) else { return Ok(()) };
    let paths = || text::list(value).map(|part| folder.join(part)).collect::<Vec<PathBuf>>();
    let time = || text::time_attribute(element, key).map(|time| time.unwrap_or(0.0));
    let flag = || text::flag(element, key).map(|flag| flag.unwrap_or(false));
    match element.name {
        "net-file" | "net" | "n" => config.net = folder.join(value.trim()),
        "route-files" | "routes" | "r" => config.routes.extend(paths()),
        "additional-files" | "additional" | "a" => config.additional.extend(paths()),
        "begin" | "b" => config.begin_s = time()?,
        "end" | "e" => config.end_s = Some(time()?).filter(|end_s| *end_s >= 0.0),
        "step-length" => {
            let step_s = time()?;
            if step_s <= 0.0 || step_s > 60.0 {
                return Err(element.bad_value(key, "a time above 0 and up to 60 s"));
            }
            config.step_s = Some(step_s);
        }
        "seed" => {
            let seed = value.trim().parse::<u64>();
            config.seed = Some(seed.map_err(|_| element.bad_value(key, "a whole number from 0 up"))?);
        }
        "ignore-route-errors" => config.ignore_route_errors = flag()?,
        "default.speeddev" => {
            config.speed_deviation = element.number(key)?.filter(|deviation| *deviation >= 0.0);
        }
        "default.carfollowmodel" | "carfollow.model" => config.car_following = Some(value.trim().to_owned()),
        "default.departlane" => config.depart_lane = Some(value.trim().to_owned()),
        "default.departspeed" => config.depart_speed = Some(value.trim().to_owned()),
        name => {
            if let Some((severity, why)) = not_followed(name, value) {
                config.problems.push(Problem {
                    severity,
                    file: element.file.to_owned(),
                    line: element.line,
                    what: format!("`{name}` is not followed: {why}"),
                });
            }
        }
    }
    Ok(())
}

/// Options that could change the traffic, and why they do not here.
fn not_followed(name: &str, value: &str) -> Option<(Severity, &'static str)> {
    let on = !matches!(value.trim(), "" | "0" | "false" | "-1");
    let found = match name {
        "time-to-teleport" | "time-to-teleport.highways" | "time-to-teleport.disconnected" => {
            (Severity::Note, "nobody is teleported; a jam is a jam")
        }
        "random" if on => (Severity::Warning, "runs repeat to the last bit; the seed decides"),
        "scale" if value.trim() != "1" && value.trim() != "1.0" => {
            (Severity::Warning, "every vehicle of the files drives once")
        }
        "max-depart-delay" if on => (Severity::Warning, "vehicles wait outside until there is room"),
        "lateral-resolution" if on => (Severity::Warning, "vehicles keep to the middle of their lane"),
        "lanechange.duration" if on => (Severity::Note, "a lane change takes one step"),
        "mesosim" if on => (Severity::Warning, "every vehicle is driven by itself"),
        "ignore-junction-blocker" if on => (Severity::Note, "who stands in a junction blocks it"),
        "collision.action" => (Severity::Note, "vehicles that collide stay until the wreck is cleared"),
        "device.rerouting.probability" if on && value.trim() != "0.0" => {
            (Severity::Warning, "vehicles keep their routes")
        }
        _ => return None,
    };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<SumoConfig, ImportError> {
        parse_config(Path::new("dir/run.sumocfg"), text.as_bytes())
    }

    #[test]
    fn lists_take_commas_and_spaces_and_paths_begin_at_the_configuration() {
        let text = "<configuration><input><net-file value=' a.net.xml '/><route-files value='x.xml, y.xml z.xml'/>\
                    </input><time><begin value='0:01:00'/><end value='-1'/></time></configuration>";
        let config = parse(text).unwrap();
        assert_eq!(config.net, Path::new("dir/a.net.xml"));
        assert_eq!(config.routes, ["dir/x.xml", "dir/y.xml", "dir/z.xml"].map(PathBuf::from));
        assert_eq!((config.begin_s, config.end_s), (60.0, None));
    }

    #[test]
    fn what_is_missing_or_wrong_is_told_with_its_line() {
        let error = parse("<configuration>\n<input/></configuration>").unwrap_err().to_string();
        assert!(error.contains("lacks the attribute `net-file`"), "{error}");
        let error =
            parse("<configuration>\n<step-length value='x'/></configuration>").unwrap_err().to_string();
        assert!(error.starts_with("dir/run.sumocfg:2: `value` is \"x\""), "{error}");
        assert!(parse("<routes/>").unwrap_err().to_string().contains("outermost element is <routes>"));
        let text = "<configuration><net-file value='n'/><begin value='5'/><end value='1'/></configuration>";
        assert!(parse(text).unwrap_err().to_string().contains("not before begin"));
    }
}
