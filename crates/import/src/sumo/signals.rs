//! Signal programmes (`tlLogic`), from a network or from an additional file.

use super::text;
use crate::ImportError;
use crate::xml::{Element, Item, Xml};
use pilotzone_map::{Aspect, Map, Phase, Problem, Programme, Severity, Signal, SignalId, SignalOrigin};

/// Phases of one programme, at most.
const PHASES_MAX: usize = 10_000;

/// A programme as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct RawProgramme {
    pub file: String,
    pub line: u32,
    pub signal: String,
    pub kind: String,
    pub programme: Programme,
}

/// Reads a `tlLogic` whose start has just been taken.
pub fn read_programme(xml: &mut Xml<'_>, element: &Element<'_>) -> Result<RawProgramme, ImportError> {
    // Programmes without a fixed offset start their cycle with the simulation.
    let offset_s = match element.get("offset") {
        Some("begin") => 0.0,
        _ => text::time_attribute(element, "offset")?.unwrap_or(0.0),
    };
    let mut phases = Vec::new();
    while let Some(item) = xml.next_item()? {
        match item {
            Item::End("tlLogic") => break,
            Item::End(_) => {}
            Item::Start(child) => {
                if child.name == "phase" {
                    phases.push(phase(&child)?);
                }
                if phases.len() > PHASES_MAX {
                    return Err(child.bad_value("duration", "a programme of at most 10000 phases"));
                }
                xml.skip_element()?;
            }
        }
    }
    let programme = Programme { id: element.get("programID").unwrap_or("0").to_owned(), offset_s, phases };
    if !programme.phases.is_empty() && programme.cycle_s() <= 0.0 {
        return Err(ImportError::Broken {
            file: element.file.to_owned(),
            line: element.line,
            what: format!("the phases of signal `{}` last 0 s in all", element.required("id")?),
            remedy: "give each phase a duration above 0".to_owned(),
        });
    }
    Ok(RawProgramme {
        file: element.file.to_owned(),
        line: element.line,
        signal: element.required("id")?.to_owned(),
        kind: element.get("type").unwrap_or("static").to_owned(),
        programme,
    })
}

fn phase(element: &Element<'_>) -> Result<Phase, ImportError> {
    element.required("duration")?;
    let duration_s = text::time_attribute(element, "duration")?.unwrap_or(0.0);
    if duration_s < 0.0 {
        return Err(element.bad_value("duration", "a time from 0 up"));
    }
    let aspect = |c: char| match c {
        'r' => Some(Aspect::Red),
        'u' => Some(Aspect::RedAmber),
        'y' | 'Y' => Some(Aspect::Amber),
        'g' => Some(Aspect::GreenYield),
        'G' => Some(Aspect::GreenProtected),
        's' => Some(Aspect::StopThenGo),
        'o' => Some(Aspect::OffBlinking),
        'O' => Some(Aspect::Off),
        _ => None,
    };
    let aspects = element.required("state")?.trim().chars().map(aspect).collect::<Option<Vec<_>>>();
    let aspects = aspects.ok_or_else(|| element.bad_value("state", "letters of r y g G u s o O"))?;
    if aspects.is_empty() {
        return Err(element.bad_value("state", "one letter for each link"));
    }
    Ok(Phase { duration_s, aspects })
}

/// The controller of that name.
pub fn signal_id(map: &Map, name: &str) -> Option<SignalId> {
    map.signals.iter().position(|signal| signal.id == name).map(|i| SignalId(i as u32))
}

/// Adds an empty controller where there is none of that name.
pub fn ensure_signal(map: &mut Map, name: &str, origin: SignalOrigin) -> SignalId {
    signal_id(map, name).unwrap_or_else(|| {
        map.signals.push(Signal { id: name.to_owned(), origin, programmes: Vec::new(), active: 0 });
        SignalId(map.signals.len() as u32 - 1)
    })
}

/// Hangs programmes on the controllers of a map, whose turns and crosswalks know their groups already. The
/// programme that comes last runs, as in SUMO.
pub fn apply(map: &mut Map, programmes: Vec<RawProgramme>) -> Result<(), ImportError> {
    let groups = groups_by_signal(map);
    for raw in programmes {
        let problem = |severity: Severity, what: String| Problem {
            severity,
            file: raw.file.clone(),
            line: raw.line,
            what,
        };
        let Some(id) = signal_id(map, &raw.signal) else {
            let what = format!("the network has no signal `{}`; its programme is left out", raw.signal);
            map.problems.push(problem(Severity::Warning, what));
            continue;
        };
        let needed = groups.get(id.0 as usize).copied().unwrap_or(0);
        let name = format!("programme `{}` of signal `{}`", raw.programme.id, raw.signal);
        if raw.programme.phases.is_empty() {
            let what =
                retimed(map, id, &raw).unwrap_or_else(|| format!("{name} has no phase; it is left out"));
            map.problems.push(problem(Severity::Note, what));
            continue;
        }
        if let Some(short) = raw.programme.phases.iter().find(|p| p.aspects.len() < needed) {
            return Err(ImportError::Broken {
                file: raw.file,
                line: raw.line,
                what: format!("{name} has a state of {} letters for {needed} links", short.aspects.len()),
                remedy: "give every link of the signal a letter in each state".to_owned(),
            });
        }
        if let Some(long) = raw.programme.phases.iter().find(|p| p.aspects.len() > needed) {
            let what = format!(
                "{name} has a state of {} letters for {needed} links; those beyond are not used",
                long.aspects.len()
            );
            map.problems.push(problem(Severity::Warning, what));
        }
        if raw.kind != "static" {
            let what = format!("{name} is of the type `{}`; it runs by its fixed times", raw.kind);
            map.problems.push(problem(Severity::Note, what));
        }
        let programmes = map.signals.get_mut(id.0 as usize).map(|s| (&mut s.programmes, &mut s.active));
        let Some((programmes, active)) = programmes else { continue };
        let same = programmes.iter().position(|p| p.id == raw.programme.id);
        if let Some(place) = same {
            programmes.remove(place);
        }
        programmes.push(raw.programme);
        *active = programmes.len() as u32 - 1;
        if same.is_some() {
            let what = format!("{name} is given twice; the later one runs");
            map.problems.push(Problem {
                severity: Severity::Warning,
                file: raw.file.clone(),
                line: raw.line,
                what,
            });
        }
    }
    Ok(())
}

/// A `tlLogic` without phases moves the offset of a programme that is there.
fn retimed(map: &mut Map, id: SignalId, raw: &RawProgramme) -> Option<String> {
    let programmes = &mut map.signals.get_mut(id.0 as usize)?.programmes;
    let programme = programmes.iter_mut().find(|p| p.id == raw.programme.id)?;
    programme.offset_s = raw.programme.offset_s;
    Some(format!("programme `{}` of signal `{}` has a new offset", raw.programme.id, raw.signal))
}

/// How many groups each controller has, by the highest that a turn or crosswalk asks for.
fn groups_by_signal(map: &Map) -> Vec<usize> {
    let mut groups = vec![0; map.signals.len()];
    let turns = map.turns.iter().filter_map(|turn| turn.signal);
    let crosswalks = map.crosswalks.iter().filter_map(|crosswalk| crosswalk.signal);
    for (signal, group) in turns.chain(crosswalks) {
        if let Some(most) = groups.get_mut(signal.0 as usize) {
            *most = (*most).max(group as usize + 1);
        }
    }
    groups
}

/// Takes out controllers that nobody gave a programme: their junctions fall back to the right of way.
pub fn settle(map: &mut Map, file: &str) {
    if map.signals.iter().all(|signal| !signal.programmes.is_empty()) {
        return;
    }
    let mut renamed = Vec::new();
    let mut kept = Vec::new();
    for signal in std::mem::take(&mut map.signals) {
        if signal.programmes.is_empty() {
            let what = format!("signal `{}` has no programme; the right of way decides there", signal.id);
            map.problems.push(Problem { severity: Severity::Warning, file: file.to_owned(), line: 0, what });
            renamed.push(None);
        } else {
            renamed.push(Some(SignalId(kept.len() as u32)));
            kept.push(signal);
        }
    }
    map.signals = kept;
    let lights = map.turns.iter_mut().map(|turn| &mut turn.signal);
    for light in lights.chain(map.crosswalks.iter_mut().map(|crosswalk| &mut crosswalk.signal)) {
        *light = light.and_then(|(id, group)| {
            let id = renamed.get(id.0 as usize).copied().flatten()?;
            Some((id, group))
        });
    }
}
