//! What everybody can see of the drones at the end of a step.

use super::Air;
use super::state::{Flight, Phase};
use pilotzone_map::{LaneId, Point};
use pilotzone_scenario::air::closed_to;
use pilotzone_scenario::file::{ApprovalWord, MissionWord, OperatorWord, UasPurposeWord};
use pilotzone_world::air::aloft;
use pilotzone_world::scene::NOBODY;
use pilotzone_world::{Activity, AgentClass, Control, RoadUser, Uav};

/// Obstacles within so far count in dense areas (m): Enforcement Rules of the Aviation Safety Act, article 308.
const OBSTACLES_M: f64 = 150.0;

impl Air {
    /// All drones that are there, by number.
    pub fn look(&self, uavs: &mut Vec<Uav>) {
        uavs.clear();
        uavs.extend(
            self.active()
                .filter(|(id, flight)| flight.is_aloft() || self.down.contains(id))
                .map(|(id, flight)| self.seen(id, flight)),
        );
    }

    fn seen(&self, id: u32, flight: &Flight) -> Uav {
        let row = flight.row;
        let ([x, y, z_m], [east, north, climb_mps]) = (self.fleet.place_m(row), self.fleet.velocity_mps(row));
        let at = Point::new(x, y);
        let file = &self.fleet.airframe(row).file;
        let operation = self.operation_of(id);
        let user = RoadUser {
            key: self.key(id),
            id: self.first_id + id,
            class: AgentClass::Uav,
            control: Control::Automated,
            activity: Activity::None,
            seen: 0,
            at,
            heading_rad: crate::turn::yaw_rad(self.fleet.attitude(row)),
            speed_mps: libm::hypot(east, north),
            accel_mps2: 0.0,
            length_m: file.span_m,
            width_m: file.span_m,
            mass_kg: file.takeoff_max_kg,
            lane: LaneId(u32::MAX),
            pos_m: 0.0,
            limit_mps: f64::INFINITY,
            ahead: NOBODY,
            gap_m: f64::INFINITY,
            request_s: 0.0,
        };
        let top_m = self.sky.skyline.top_m(at);
        // Below so much above ground nothing can be higher above an obstacle: only high flyers are looked at.
        let obstacles_m =
            if z_m < OBSTACLES_M { 0.0 } else { self.sky.skyline.highest_within_m(at, OBSTACLES_M) };
        let here = self.plan.zones.iter().filter(|zone| {
            zone.spans(z_m, self.plan.ground_amsl_m)
                && zone.covers(at)
                && zone.holds_at(self.unix_s(self.time_s()))
        });
        Uav {
            user,
            z_m,
            climb_mps,
            level_mps: [east, north],
            above_m: z_m - top_m,
            above_obstacles_m: z_m - obstacles_m,
            wall_m: flight.wall_m,
            zones: here.fold(0, |bits, zone| bits | zone.kind.bit()),
            pilot_class: self.plan.operations[operation as usize].pilot_class.unwrap_or(0) as u8,
            pilot_m: flight.pilot_m,
            bits: self.bits(id, flight, at, z_m),
        }
    }

    fn bits(&self, id: u32, flight: &Flight, at: Point, z_m: f64) -> u32 {
        let operation = self.operation_of(id);
        let who = &self.plan.operations[operation as usize];
        let mission = &self.plan.missions[self.plan.flights[id as usize].mission as usize];
        let approvals = self.plan.approvals(operation, z_m);
        let may = |word: ApprovalWord| approvals & word.bit() != 0;
        let closed = !self.plan.zones.is_empty() && {
            let closed = closed_to(&self.plan, operation, z_m, self.unix_s(self.time_s()));
            closed.iter().any(|&zone| self.plan.zones[zone].covers(at))
        };
        let people = self.plan.population.as_ref();
        let below = people.map(|people| {
            let (per_km2, outdoors) = people.at(at);
            let now = per_km2 * people.factor(self.start_of_day_s + self.time_s());
            (now >= people.dense_per_km2, now * outdoors >= people.crowd_per_km2)
        });
        let (dense, crowd) = below.unwrap_or((false, false));
        let seen = flight.recorded;
        let facilities = self.plan.facilities.iter().enumerate();
        let mut met = facilities.filter(|(n, _)| *n < 64 && seen & 1 << n != 0);
        let agreed = seen != 0 && met.all(|(_, it)| self.is_agreed(it));
        let public = who.operator == OperatorWord::Public;
        [
            (aloft::DENSE, dense),
            (aloft::CROWD, crowd),
            (aloft::SEEN, flight.seen),
            (aloft::REPORTED, who.reported),
            (aloft::CERTIFIED, who.certified),
            (aloft::INSURED, who.insured),
            (aloft::MAY_NIGHT, may(ApprovalWord::Night)),
            (aloft::MAY_BEYOND, may(ApprovalWord::BeyondSight)),
            (aloft::MAY_ZONE, may(ApprovalWord::Zone) && !closed),
            (aloft::MAY_HEIGHT, may(ApprovalWord::Height)),
            (aloft::RECORDS, flight.records),
            (aloft::SEES_FACILITY, seen != 0),
            (aloft::AGREED, agreed),
            (aloft::PURPOSE, who.purpose.is_some_and(|it| it != UasPurposeWord::Other)),
            (aloft::PRIVATE, who.operator == OperatorWord::Private),
            (aloft::URGENT_PUBLIC, public && mission.kind == MissionWord::Emergency),
            (aloft::MILITARY, who.operator == OperatorWord::Military),
            (aloft::POLICE, who.operator == OperatorWord::Police),
            (aloft::WRECK, flight.phase == Phase::Wreck),
            (aloft::FALLS, flight.phase == Phase::Falling),
        ]
        .into_iter()
        .filter(|(_, is)| *is)
        .fold(0, |bits, (bit, _)| bits | bit)
    }
}
