//! Where and how a vehicle enters and leaves.

use super::DemandOptions;
use super::collect::{Collected, RawVehicle};
use crate::ImportError;
use crate::xml::parse_number;
use pilotzone_scenario::{DepartLane, DepartPos, DepartSpeed};

/// How one vehicle enters and leaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    pub lane: DepartLane,
    pub pos: DepartPos,
    pub speed: DepartSpeed,
    pub arrival: Arrival,
}

/// Where on the last link a trip ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Arrival {
    End,
    At(f64),
    Centre,
}

/// Reads the words of one vehicle. Where it says nothing SUMO 1.28 takes a fitting lane with room, the lane's
/// start, and the mean speed there.
pub fn entry(
    vehicle: &RawVehicle,
    collected: &Collected,
    options: &DemandOptions,
) -> Result<Entry, ImportError> {
    let wrong = |attribute: &str, found: &str, expected: &str| {
        let (file, line) = collected.at(&vehicle.place);
        ImportError::Value {
            file,
            line,
            attribute: attribute.to_owned(),
            found: found.to_owned(),
            expected: expected.to_owned(),
        }
    };
    let lane_text = vehicle.depart_lane.as_ref().or(options.depart_lane.as_ref());
    let lane = match lane_text.map(|text| text.trim()) {
        None | Some("best" | "best_prob") => DepartLane::Best,
        Some("first") => DepartLane::First,
        Some("free" | "allowed") => DepartLane::Free,
        Some("random") => DepartLane::Random,
        Some(text) => match text.parse() {
            Ok(index) => DepartLane::Index(index),
            Err(_) => return Err(wrong("departLane", text, "a lane's number, first, best, free or random")),
        },
    };
    let pos = match vehicle.depart_pos.as_deref().map(str::trim) {
        None | Some("base") => DepartPos::Base,
        Some("free" | "splitFront") => DepartPos::Free,
        Some("random" | "random_free") => DepartPos::Random,
        Some("last") => DepartPos::Last,
        Some("stop") => DepartPos::Stop,
        Some(text) => match parse_number(text) {
            Some(pos_m) => DepartPos::At(pos_m),
            None => return Err(wrong("departPos", text, "metres, base, free, random, last or stop")),
        },
    };
    let speed_text = vehicle.depart_speed.as_ref().or(options.depart_speed.as_ref());
    let speed = match speed_text.map(|text| text.trim()) {
        None | Some("avg" | "last") => DepartSpeed::Average,
        Some("max") => DepartSpeed::Max,
        Some("desired" | "speedLimit") => DepartSpeed::Desired,
        Some("random") => DepartSpeed::Random,
        Some(text) => match parse_number(text).filter(|speed| *speed >= 0.0) {
            Some(speed_mps) => DepartSpeed::At(speed_mps),
            None => return Err(wrong("departSpeed", text, "m/s from 0 up, max, desired, random or avg")),
        },
    };
    let arrival = match vehicle.arrival_pos.as_deref().map(str::trim) {
        // A random end would only blur where trips end.
        None | Some("max" | "random") => Arrival::End,
        Some("center") => Arrival::Centre,
        Some(text) => match parse_number(text) {
            Some(pos_m) => Arrival::At(pos_m),
            None => return Err(wrong("arrivalPos", text, "metres, max or center")),
        },
    };
    Ok(Entry { lane, pos, speed, arrival })
}
