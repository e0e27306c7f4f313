//! Every mistake of a scenario is named at once, with file, line, what was expected and the nearest name.

mod common;

use common::{CAR, HEAD, draft_with, mistakes, scenario};
use pilotzone_scenario::Overrides;

const TRIP: &str = "\n[trips.a]\ntype = \"car\"\nfrom = \"s_in\"\nto = \"n_out\"\ndepart_s = 3\n";

#[test]
fn a_good_scenario_has_no_mistake() {
    assert_eq!(mistakes(&scenario(TRIP)), "");
}

#[test]
fn all_mistakes_of_a_file_come_at_once() {
    let text = r#"format = 1
map = "four.pzmap"
seed = -3
law = "specail-av"
law_date = "2021-02-30"
colour = "red"
[time]
start = "2021-06-01 08:00"
duration_min = 10
dt_s = nan
[flows.north]
type = "cat"
from = "s_inn"
to = "n_out"
vehicles_per_h = "many"
begin_s = 30
end_s = 20
"#;
    insta::assert_snapshot!(mistakes(&format!("{text}{CAR}")), @r#"
    demo/zz.toml:3: `seed` is -3; expected a whole number from 0 to 9007199254740991: Seed of every random number of the run
    demo/zz.toml:4: `law`: `specail-av` is no rule set (did you mean `special-av`?); known are ordinary, special, special-av, special-uas, special-data (also art37, art38, art39, art40), joined by `+`, with `@YYYY-MM-DD` behind for another date
    demo/zz.toml:5: `law_date`: `2021-02-30` is no date of the form YYYY-MM-DD that the calendar has, such as 2026-06-01
    demo/zz.toml:6: unknown key `colour`; known here: agreed_areas, air, air_permits, airframes, airspace, breakdowns, caveats_en, caveats_ko, crews, drivers, emergency, events, expect, facilities, faults, flows, format, incidents, injury, lapses, law, law_date, lethality, limits, map, matrices, missions, mixes, name, objects, operations, pads, parked, people, permits, population, profiles, publish, question_en, question_ko, random, routes, rules, school_zones, seed, stacks, sumo, time, trips, types, uav_faults, walking, walks, weather, wind, zones
    demo/zz.toml:7: `time`: `duration_s` is missing: write how long the run lasts, or `until_empty = true`
    demo/zz.toml:8: `time.start`: `2021-06-01 08:00` is not a time of the form 2026-06-01T08:00:00+09:00
    demo/zz.toml:9: unknown key `time.duration_min` (did you mean `duration_s`?); known here: dt_s, duration_s, frame_s, start, until_empty, until_s
    demo/zz.toml:10: `time.dt_s` is not a number (nan); expected a number from 0.001 to 1: Length of a step (s)
    demo/zz.toml:12: `flows.north.type` names the vehicle type `cat`, which the scenario does not have (did you mean `car`?); it has car
    demo/zz.toml:13: `flows.north.from` names the link `s_inn`, which the map demo/four.pzmap lacks (did you mean `s_in`?)
    demo/zz.toml:15: `flows.north.vehicles_per_h` is the text "many"; expected a number from 0.01 to 1000000: How many enter in an hour; with a profile, in its average hour
    demo/zz.toml:17: `flows.north` starts at 30 s, which is not before its end at 20 s
    "#);
}

#[test]
fn another_unit_of_a_key_is_answered_with_the_right_one() {
    let text = mistakes(&scenario(TRIP).replace("duration_s = 600", "duration_min = 10"));
    assert!(
        text.contains("demo/zz.toml:7: unknown key `time.duration_min` (did you mean `duration_s`?)"),
        "{text}"
    );
}

#[test]
fn a_number_that_cannot_be_is_refused_at_its_line_wherever_it_stands() {
    let text = scenario(TRIP);
    let lines: Vec<&str> = text.lines().collect();
    let mut tried = 0;
    for (i, line) in lines.iter().enumerate() {
        let Some((key, value)) = line.split_once(" = ") else { continue };
        if value.parse::<f64>().is_err() {
            continue;
        }
        for bad in ["-1e9", "nan", "inf", "-inf", "\"x\"", "[]", "1e400", "9999999999999999999999"] {
            let mut changed: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
            changed[i] = format!("{key} = {bad}");
            let found = mistakes(&changed.join("\n"));
            assert!(found.contains(&format!("demo/zz.toml:{}: ", i + 1)), "{key} = {bad}: {found}");
            tried += 1;
        }
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn a_word_that_is_none_of_the_choices_is_refused() {
    let text = mistakes(&scenario(TRIP).replace("model = \"idm\"", "model = \"idem\""));
    assert!(text.contains("expected one of idm, acc, krauss"), "{text}");
    let text = mistakes(&scenario(&format!("{TRIP}depart_lane = \"beest\"\n")));
    assert!(text.contains("did you mean `best`"), "{text}");
}

#[test]
fn no_demand_is_a_mistake() {
    assert!(mistakes(&format!("{HEAD}{CAR}")).contains("the scenario has no demand"));
    // A flow so thin that nobody comes.
    let thin = "\n[random.a]\ntype = \"car\"\nvehicles_per_h = 0.01\nbegin_s = 599\n";
    assert!(mistakes(&scenario(thin)).contains("the scenario has no demand"));
}

#[test]
fn what_starts_after_its_end_or_after_the_run_is_refused() {
    let flow = "\n[flows.f]\ntype = \"car\"\nfrom = \"s_in\"\nto = \"n_out\"\nvehicles_per_h = 60\n";
    let text = mistakes(&scenario(&format!("{flow}begin_s = 30\nend_s = 20\n")));
    assert!(text.contains("`flows.f` starts at 30 s, which is not before its end at 20 s"), "{text}");
    let text = mistakes(&scenario(&TRIP.replace("depart_s = 3", "depart_s = 600")));
    assert!(text.contains("is 600 s, but the run ends at 600 s"), "{text}");
}

#[test]
fn an_id_that_the_map_lacks_is_named_with_the_nearest() {
    let text = mistakes(&scenario(&TRIP.replace("s_in", "s_inn")));
    assert!(
        text.contains("names the link `s_inn`, which the map demo/four.pzmap lacks (did you mean `s_in`?)"),
        "{text}"
    );
    let text = mistakes(&scenario(&format!("{TRIP}stops = [{{ bus_stop = \"B\", duration_s = 20 }}]\n")));
    assert!(text.contains("names the bus stop `B`"), "{text}");
}

#[test]
fn one_name_for_two_is_refused() {
    let flow = "\n[flows.a]\ntype = \"car\"\nfrom = \"s_in\"\nto = \"n_out\"\nvehicles_per_h = 60\n";
    let text = mistakes(&scenario(&format!("{TRIP}{flow}")));
    assert!(text.contains("the name `a` is used twice: [trips.a] and [flows.a]"), "{text}");
    let text = mistakes(&scenario(&format!(
        "{}{}",
        TRIP.replace("trips.a", "trips.\"b.1\""),
        flow.replace("flows.a", "flows.b")
    )));
    assert!(text.contains("the name `b.1` is used twice"), "{text}");
    assert!(mistakes(&format!("{}{TRIP}", scenario(TRIP))).contains("not TOML"));
}

#[test]
fn an_include_that_goes_in_a_circle_is_refused() {
    let files =
        [("demo/a.toml", "include = [\"b.toml\"]\n"), ("demo/b.toml", "include = [\"../demo/./a.toml\"]\n")];
    let text = format!("include = [\"a.toml\"]\n{}", scenario(TRIP));
    let draft = draft_with(&text, &Overrides::default(), &files);
    let shown = draft.document.verdict().unwrap_err().plain();
    assert!(shown.contains("demo/b.toml:1: `include` goes in a circle"), "{shown}");
    assert!(shown.contains("demo/a.toml -> demo/b.toml -> demo/a.toml"), "{shown}");
}

#[test]
fn a_mistake_in_an_included_file_names_that_file() {
    let text = format!("include = [\"types.toml\", \"none.toml\"]\n{HEAD}{TRIP}");
    let types = CAR.replace("length_m = 5.0", "length_m = -5.0");
    let draft = draft_with(&text, &Overrides::default(), &[("demo/types.toml", &types)]);
    let shown = draft.document.verdict().unwrap_err().plain();
    assert!(shown.contains("demo/types.toml:6: `types.car.length_m` is -5"), "{shown}");
    assert!(shown.contains("demo/zz.toml:1: the included file `demo/none.toml` cannot be read"), "{shown}");
}

#[test]
fn a_later_file_wins_key_by_key() {
    let text = format!("include = [\"types.toml\"]\n{HEAD}{TRIP}\n[types.car]\nlength_m = 4.2\n");
    let draft = draft_with(&text, &Overrides::default(), &[("demo/types.toml", CAR)]);
    assert_eq!(draft.document.verdict(), Ok(()));
    assert_eq!((draft.file.types["car"].length_m, draft.file.types["car"].width_m), (4.2, 1.8));
}

#[test]
fn overrides_are_checked_like_the_file() {
    let wishes = Overrides {
        seed: Some(u64::MAX),
        law: Some("none".into()),
        until_s: Some(f64::NAN),
        dt_s: Some(-1.0),
        ..Overrides::default()
    };
    let draft = draft_with(&scenario(TRIP), &wishes, &[]);
    let shown = draft.document.verdict().unwrap_err().plain();
    for key in ["--seed", "--law", "--until", "--dt"] {
        assert!(shown.contains(key), "{key}: {shown}");
    }
}

#[test]
fn texts_that_are_no_scenario_are_refused_and_never_crash() {
    let deep_list = format!("a = {}{}\n", "[".repeat(5000), "]".repeat(5000));
    let deep_key = format!("{} = 1\n", vec!["a"; 20_000].join("."));
    let deep_table = format!("[{}]\nb = 1\n", vec!["a"; 20_000].join("."));
    for text in [
        "",
        "\0\0\0",
        "= 3",
        "format = 2",
        "[[time]]",
        "time = 3",
        "zones = []",
        "include = 3",
        &deep_list,
        &deep_key,
        &deep_table,
    ] {
        let shown = mistakes(text);
        assert!(shown.contains("demo/zz.toml:"), "{}: {shown}", &text[..text.len().min(20)]);
    }
}

#[test]
fn a_mistake_is_shown_with_its_line() {
    let text = scenario(TRIP).replace("duration_s = 600", "duration_s = -600");
    let draft = draft_with(&text, &Overrides::default(), &[]);
    let errors = draft.document.verdict().unwrap_err();
    let mut shown = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none()).with_width(200);
    handler.render_report(&mut shown, &errors).unwrap();
    insta::assert_snapshot!(shown, @r#"
      x the scenario has a mistake; nothing was run

    Error: scenario::out_of_range

      x demo/zz.toml:7: `time.duration_s` is -600; expected a number from 0.001 to 604800: How long the run lasts (s); absent only with `until_empty`
       ,-[demo/zz.toml:7:14]
     6 | start = "2021-06-01T08:00:00+09:00"
     7 | duration_s = -600
       :              ^^^^
     8 | 
       `----
    "#);
}

#[test]
fn a_limit_that_nothing_can_hold_and_a_kind_that_does_not_exist_are_refused() {
    let expect =
        "\n[expect]\nincidents.gridlok = { max = 0 }\nwaiting = { min = 3, max = 1 }\narrived.car = {}\n";
    insta::assert_snapshot!(mistakes(&scenario(&format!("{TRIP}{expect}"))), @r#"
    demo/zz.toml:33: `expect.incidents` is "gridlok" (did you mean `gridlock`?); expected one of collision_vehicle_vehicle, collision_vehicle_person, collision_vehicle_object, disengagement, takeover_failure, minimal_risk_stop, odd_exit, gridlock, emergency_blocked, uav_hit_ground, uav_hit_person, uav_hit_vehicle, uav_hit_building, uav_hit_uav, well_clear_loss, geofence_breach, link_lost, fly_away
    demo/zz.toml:34: `expect.waiting`: `min` 3 lies above `max` 1; nothing could ever hold it
    demo/zz.toml:35: `expect.arrived.car`: write `min`, `max` or both
    "#);
    let good = "\n[expect]\nincidents.gridlock = { max = 0 }\nviolations.\"kr.rta.5.1\" = { min = 1 }\n";
    assert_eq!(mistakes(&scenario(&format!("{TRIP}{good}"))), "");
}

#[test]
fn a_limit_to_nothing_and_one_to_a_kind_that_does_not_exist_are_refused() {
    let limits = "\n[limits.incidents]\ngridlok = { max = 0 }\ngridlock = {}\n";
    let shown = mistakes(&scenario(&format!("{TRIP}{limits}")));
    assert!(
        shown.contains("zz.toml:33: `limits.incidents` is \"gridlok\" (did you mean `gridlock`?)"),
        "{shown}"
    );
    assert!(shown.contains("zz.toml:34: `limits.incidents.gridlock`: write `max`, `per_1000_km`"), "{shown}");
    let good = "\n[limits]\nincidents.gridlock = { max = 0, per_1000_km = { upper_95 = 0.5 } }\n";
    assert_eq!(mistakes(&scenario(&format!("{TRIP}{good}"))), "");
}

#[test]
fn a_key_that_is_set_from_outside_is_checked_like_the_file_and_lays_over_it() {
    let set = |pairs: &[(&str, &str)]| {
        let set = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        draft_with(&scenario(TRIP), &Overrides { set, ..Overrides::default() }, &[])
    };
    let draft = set(&[("time.duration_s", "120"), ("name", "wet day")]);
    assert_eq!(draft.document.verdict(), Ok(()));
    assert_eq!((draft.file.time.duration_s, draft.file.name.as_str()), (Some(120.0), "wet day"));
    assert_eq!(draft.file.time.start, "2021-06-01T08:00:00+09:00", "the rest of its table stays");
    for (key, value, what) in [
        ("time.duration_s", "-1", "`time.duration_s` is -1; expected a number from 0.001"),
        ("time.duration_z", "1", "unknown key `time.duration_z`"),
        ("time..x", "1", "--set:1"),
    ] {
        let shown = set(&[(key, value)]).document.verdict().unwrap_err().plain();
        assert!(shown.contains(what) && shown.contains("--set:1"), "{shown}");
    }
}
