//! Every way in which a map can fail to hold together, with the words for it.

use super::*;
use crate::builder::four_arm_crossing;
use crate::{GeoReference, NodeId, Point, Polyline, SignalId, TurnId};

/// What is said of the crossing after it was spoiled.
fn said(spoil: impl FnOnce(&mut Map)) -> String {
    let mut map = four_arm_crossing();
    spoil(&mut map);
    check(&map).unwrap_err().to_string()
}

#[test]
fn a_sound_map_is_let_through() {
    check(&four_arm_crossing()).unwrap();
    check(&Map::default()).unwrap();
}

#[test]
fn an_id_that_leads_nowhere_is_named() {
    insta::assert_snapshot!(said(|m| m.links[1].to = NodeId(55)),
        @"link 1 (`n_out`): `to` is 55, but the map has only 5 of them, from 0");
    insta::assert_snapshot!(said(|m| m.links[0].lane_count = 900),
        @"link 0 (`n_in`): `first_lane + lane_count - 1` is 899, but the map has only 32 of them, from 0");
    insta::assert_snapshot!(said(|m| m.links[7].lane_count = u32::MAX),
        @"link 7 (`w_out`): `first_lane + lane_count - 1` is 4294967295, but the map has only 32 of them, from 0");
    insta::assert_snapshot!(said(|m| m.turns[3].to = LaneId(99)),
        @"turn 3: `to` is 99, but the map has only 32 of them, from 0");
    insta::assert_snapshot!(said(|m| m.conflicts[0].second = TurnId(1000)),
        @"conflict 0: `second` is 1000, but the map has only 16 of them, from 0");
    insta::assert_snapshot!(said(|m| m.turns[3].signal = Some((SignalId(4), 0))),
        @"turn 3: `signal` is 4, but the map has only 1 of them, from 0");
    insta::assert_snapshot!(said(|m| m.signals[0].active = 1),
        @"signal 0 (`x`): `active` is 1, but the map has only 1 of them, from 0");
}

#[test]
fn lanes_and_their_owners_must_agree() {
    insta::assert_snapshot!(said(|m| m.links[1].lane_count = 3),
        @"link 1 (`n_out`): a lane in its range belongs to another link or turn");
    insta::assert_snapshot!(said(|m| m.links[1].lane_count = 1),
        @"lane 3: it is not among the lanes of the link that owns it");
    insta::assert_snapshot!(said(|m| m.links[1].lane_count = 0), @"link 1 (`n_out`): it has no lane");
    insta::assert_snapshot!(said(|m| m.lanes[1].index = 0),
        @"link 0 (`n_in`): its lanes are not numbered from 0 upwards");
    insta::assert_snapshot!(said(|m| m.turns[3].inner = LaneId(16)),
        @"lane 19: it is not the inner lane of the turn that owns it");
}

#[test]
fn a_turn_joins_links_of_its_node() {
    insta::assert_snapshot!(said(|m| m.turns[0].from = m.turns[0].to),
        @"turn 0: the lane that it leaves is of no link that ends at its node");
    insta::assert_snapshot!(said(|m| m.turns[0].to = m.turns[0].inner),
        @"turn 0: the lane that it enters is of no link that starts at its node");
    insta::assert_snapshot!(said(|m| m.turns[0].wait_at_m = Some(-1.0)),
        @"turn 0: `wait_at_m` is -1; it must not be below 0");
}

#[test]
fn numbers_must_be_sound() {
    insta::assert_snapshot!(said(|m| m.lanes[2].speed_mps = 0.0),
        @"lane 2: `speed_mps` is 0; it must be above 0");
    insta::assert_snapshot!(said(|m| m.lanes[2].width_m = f64::NAN),
        @"lane 2: `width_m` is NaN; it must be a number between -1e9 and 1e9");
    insta::assert_snapshot!(said(|m| m.links[0].length_m = -4.5),
        @"link 0 (`n_in`): `length_m` is -4.5; it must be above 0");
    insta::assert_snapshot!(said(|m| m.nodes[2].at = Point::new(0.0, 2e9)),
        @"node 2 (`e`): `at` is 2000000000; it must be a number between -1e9 and 1e9");
    insta::assert_snapshot!(said(|m| m.lanes[0].shape = Polyline(vec![Point::default()])),
        @"lane 0: `shape` has 1 points; it needs 2 or more");
    insta::assert_snapshot!(said(|m| m.geo = Some(GeoReference::Enu { lat_deg: 91.0, lon_deg: 0.0 })),
        @"geographic reference 0: its latitude is beyond the poles");
}

#[test]
fn every_phase_lasts_and_shows_every_group() {
    insta::assert_snapshot!(said(|m| m.signals[0].programmes[0].phases[1].duration_s = 0.0),
        @"signal 0 (`x`): `duration_s` is 0; it must be above 0");
    insta::assert_snapshot!(said(|m| { m.signals[0].programmes[0].phases[2].aspects.pop(); }),
        @"turn 7: signal group 3 is not shown by signal `x`, programme `0`, phase 2");
    insta::assert_snapshot!(said(|m| m.signals[0].programmes[0].phases.clear()),
        @"signal 0 (`x`): a programme has no phase");
}

#[test]
fn conflicts_are_sorted_pairs_of_one_node() {
    insta::assert_snapshot!(said(|m| m.conflicts.swap(0, 1)),
        @"conflict 1: conflicts are not sorted by first and second turn, or one stands there twice");
    insta::assert_snapshot!(said(|m| m.conflicts[0].first = m.conflicts[0].second),
        @"conflict 0: its first turn does not have the lower id");
    insta::assert_snapshot!(said(|m| m.conflicts[0].first_span.leave_m = 0.0),
        @"conflict 0: a span ends before it starts");
}

#[test]
fn what_stands_beside_the_road_is_checked_too() {
    let spoil = |m: &mut Map| {
        m.buildings.push(crate::Building {
            id: "b".to_owned(),
            name: None,
            ring: vec![Point::default(); 3],
            holes: Vec::new(),
            base_m: 5.0,
            top_m: 4.0,
            height_source: crate::HeightSource::Default,
        });
    };
    insta::assert_snapshot!(said(spoil), @"building 0 (`b`): its top is below its foot");
    let stop = |m: &mut Map| {
        let lane = LaneId(999);
        m.bus_stops.push(crate::BusStop { id: "s".to_owned(), name: None, lane, start_m: 0.0, end_m: 9.0 });
    };
    insta::assert_snapshot!(said(stop), @"bus stop 0 (`s`): `lane` is 999, but the map has only 32 of them, from 0");
}
