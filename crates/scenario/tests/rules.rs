//! Every mistake of a rule pack is named with file, line and remedy; and permits of a scenario likewise.

mod common;

use common::{draft, draft_with, map, mistakes, scenario};
use pilotzone_scenario::rules::{Condition, Predicate, is_pack};
use pilotzone_scenario::{Overrides, RulePack, read_pack};

const GOOD: &str = r#"format = 1
id = "test"
version = "1"
[acts]
act = { ko = "법", en = "Act" }

[rules.fast]
act = "act"
article = "1"
binds = ["driver"]
valid_from = "2020-01-01"
condition = { speed_over = { tolerance_kmh = 5 } }
summary_ko = "느리게"
summary_en = "slowly"

[rules.leave]
act = "act"
article = "2"
kind = "exemption"
binds = ["driver"]
valid_from = 2020-01-01
when = { seen = ["in_zone"] }
excuses = ["fast"]
summary_ko = "빠르게"
summary_en = "fast"
"#;

fn read(text: &str) -> Result<RulePack, String> {
    let mut open = |_: &str| Err("there is no such file".to_owned());
    read_pack("rules/zz.toml", text.to_owned(), &mut open).map_err(|errors| errors.plain())
}

/// The mistakes of the good pack with one change.
fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    read(&GOOD.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn a_good_pack_is_read_in_the_order_of_its_ids() {
    let pack = read(GOOD).unwrap();
    assert_eq!(pack.rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["fast", "leave"]);
    assert_eq!(pack.rules[1].excuses, [pack.find("fast").unwrap()]);
    let condition = pack.rules[0].on("2020-01-01").unwrap().condition.clone();
    assert!(matches!(condition, Some(Condition::Is(Predicate::SpeedOver(_)))));
    assert!(pack.rules[0].on("2019-12-31").is_none());
}

#[test]
fn all_mistakes_of_a_pack_come_at_once() {
    let text = r#"format = 1
id = "test"
version = "1"
[acts]
act = { ko = "법", en = "Act" }
[rules.a]
act = "atc"
binds = ["drivers"]
valid_from = "2020-13-01"
condition = { sped_over = { tolerance_kmh = 5 }, activity = ["handheld_phon"] }
summary_ko = "ㄱ"
summary_en = "a"
[rules.b]
act = "act"
article = "2"
binds = ["driver"]
valid_from = "2020-01-01"
valid_to = "2019-12-31"
condition = { passed_light = { aspects = ["redd"] } }
summary_ko = "ㄴ"
summary_en = "b"
[rules.c]
act = "act"
article = "3"
binds = ["driver"]
valid_from = "2020-01-01"
summary_ko = "ㄷ"
summary_en = "c"
"#;
    insta::assert_snapshot!(read(text).unwrap_err(), @r#"
    rules/zz.toml:6: `rules.a.article` is missing; expected a text in quotes: Its article, such as 49 or 56-2
    rules/zz.toml:7: `rules.a.act`: names the act `atc`, which the pack does not have
    rules/zz.toml:8: `rules.a.binds[0]` is "drivers" (did you mean `driver`?); expected one of driver, rider, safety_driver, operator, pedestrian, uav_pilot
    rules/zz.toml:9: `rules.a.valid_from`: `2020-13-01` is no date of the form YYYY-MM-DD that the calendar has, such as 2026-06-01
    rules/zz.toml:10: unknown key `rules.a.condition.sped_over` (did you mean `speed_over`?); known here: activity, all, aloft, any, beyond_sight, braked_hard, changed_lane_close, class, control, endangers, headway_below, heavier_than, height_from, hours, in_air_zone, left_accident, not, passed_crosswalk, passed_light, permit, pilot_below, request_unanswered, seen, speed_over, speed_over_weather, stopped, sun_down, wall_within, weather
    rules/zz.toml:10: `rules.a.condition.activity[0]` is "handheld_phon" (did you mean `handheld_phone`?); expected one of handheld_phone, video, display, hands_free
    rules/zz.toml:18: `rules.b.valid_to`: is 2019-12-31, before the first day in force, 2020-01-01
    rules/zz.toml:19: `rules.b.condition.passed_light.aspects[0]` is "redd" (did you mean `red`?); expected one of red, red_amber, amber, green_yield, green_protected, stop_then_go, off_blinking, off
    rules/zz.toml:22: `rules.c`: `condition` is missing: without one nothing can be told; or write `evaluated = false`
    "#);
}

#[test]
fn versions_of_a_rule_must_not_overlap() {
    let text = GOOD.replace(
        "valid_from = \"2020-01-01\"\n",
        "versions = [\n{ valid_from = \"2020-01-01\", valid_to = \"2021-01-01\" },\n{ valid_from = \"2021-01-01\" } ]\n",
    );
    let found = read(&text).unwrap_err();
    assert!(
        found.starts_with("rules/zz.toml:13: `rules.fast.versions.1.valid_from`: is 2021-01-01, but"),
        "{found}"
    );
    assert!(read(&text.replace("valid_to = \"2021-01-01\"", "valid_to = \"2020-12-31\"")).is_ok());
    let open_end = text.replace(", valid_to = \"2021-01-01\"", "");
    assert!(read(&open_end).unwrap_err().contains("holds to an open end"));
}

#[test]
fn exemptions_that_excuse_each_other_are_refused() {
    let other = GOOD.replace("excuses = [\"fast\"]", "excuses = [\"other\"]")
        + "[rules.other]\nact = \"act\"\narticle = \"3\"\nkind = \"exception\"\nbinds = [\"driver\"]\n\
           valid_from = \"2020-01-01\"\nwhen = { seen = [\"siren\"] }\nexcuses = [\"leave\"]\n\
           summary_ko = \"ㄱ\"\nsummary_en = \"x\"\n";
    let found = read(&other).unwrap_err();
    assert_eq!(
        found,
        "rules/zz.toml:33: `rules.other.excuses`: goes in a circle: leave -> other -> leave; nobody could say \
         which of them holds"
    );
    assert!(changed("excuses = [\"fast\"]", "excuses = [\"leave\"]").contains("leave -> leave"));
    let chain = other.replace("excuses = [\"other\"]", "excuses = [\"fast\"]");
    assert!(read(&chain).is_ok(), "an exception to an exemption is no circle");
}

#[test]
fn what_a_rule_lacks_or_cannot_mean_is_said() {
    for (from, to, line, says) in [
        (
            "excuses = [\"fast\"]",
            "excuses = [\"fasd\"]",
            23,
            "names the rule `fasd`, which the pack does not have (did you mean `fast`?)",
        ),
        ("condition = { speed", "when = { speed", 12, "a rule has a `condition`"),
        ("condition = { speed_over = { tolerance_kmh = 5 } }\n", "", 7, "`condition` is missing"),
        ("{ speed_over = { tolerance_kmh = 5 } }", "{ }", 12, "has no predicate"),
        ("seen = [\"in_zone\"]", "passed_light = { aspects = [\"red\"] }", 22, "must rest on what lasts"),
        (
            "{ speed_over = { tolerance_kmh = 5 } }",
            "{ not = { endangers = [\"collision\"] } }",
            12,
            "under `not`",
        ),
        ("{ speed_over = { tolerance_kmh = 5 } }", "{ hours = [[\"7\", \"9:00\"]] }", 12, "times of day"),
        ("article = \"1\"\n", "", 7, "`rules.fast.article` is missing"),
        ("article = \"1\"", "article = \" \"", 9, "is empty"),
        ("excuses = [\"fast\"]\n", "", 16, "name the rules that it excuses"),
        ("tolerance_kmh = 5", "tolerance_kmh = 500", 12, "a number from 0 to 100"),
        (
            "valid_from = \"2020-01-01\"\n",
            "evaluated = false\nvalid_from = \"2020-01-01\"\n",
            11,
            "needs its reason",
        ),
        ("valid_from = \"2020-01-01\"\n", "", 7, "`valid_from` is missing"),
        ("seen = [\"in_zone\"]", "seen = []", 22, "is a list of 0"),
        ("format = 1", "format = 2", 1, "`format` is 2"),
    ] {
        let found = changed(from, to);
        assert!(found.contains(&format!("rules/zz.toml:{line}: ")) && found.contains(says), "{to}: {found}");
    }
}

#[test]
fn a_pack_is_known_from_a_scenario() {
    assert!(is_pack(GOOD));
    assert!(!is_pack(&scenario("")) && !is_pack("rules = \"kr.toml\"\n") && !is_pack("[[[") && !is_pack(""));
}

#[test]
fn texts_that_are_no_pack_are_refused_and_never_crash() {
    let deep = format!("{}\ncondition = {}{}\n", GOOD, "{ not = ".repeat(60), "}".repeat(60));
    for text in ["", "rules = 3", "[rules]\na = 1", "format = 1\n[rules.a]\nexcuses = [1]", &deep] {
        assert!(read(text).unwrap_err().contains("rules/zz.toml:"), "{text}");
    }
}

const PERMIT: &str = r#"
[zones.pilot]
name_ko = "ㄱ"
name_en = "a"
hypothetical = true
polygon_m = [[-100, -100], [100, -100], [100, 100], [-100, 100]]
[permits.test]
types = ["car"]
area = "pilot"
purpose = "r-and-d"
valid_from = "2020-01-01"
valid_to = "2029-12-31"
roads = ["s_in"]
max_speed_kmh = 36
[trips.a]
type = "car"
from = "s_in"
to = "n_out"
depart_s = 3
"#;

#[test]
fn a_permit_is_laid_onto_the_map() {
    let mut draft = draft(&scenario(PERMIT));
    let regime = draft.regime(&map());
    assert_eq!(draft.document.verdict(), Ok(()));
    let [permit] = regime.permits.as_slice() else { panic!("{:?}", regime.permits) };
    assert_eq!(
        (permit.area, permit.types.as_slice(), permit.max_speed_mps),
        (Some(0), [0].as_slice(), Some(10.0))
    );
    assert_eq!(permit.roads.len(), 1);
    assert!(permit.on("2020-01-01") && permit.on("2029-12-31") && !permit.on("2030-01-01"));
}

#[test]
fn what_a_permit_names_must_be_there() {
    for (from, to, says) in [
        ("types = [\"car\"]", "types = [\"cart\"]", "names the vehicle type `cart`"),
        ("area = \"pilot\"", "area = \"pilto\"", "did you mean `pilot`?"),
        ("valid_to = \"2029-12-31\"", "valid_to = \"2019-12-31\"", "before its first day"),
        ("valid_to = \"2029-12-31\"", "valid_to = \"2029-12-32\"", "is no date"),
        ("types = [\"car\"]", "types = [\"car\", \"car\"]", "one is enough"),
        ("max_speed_kmh = 36", "hours = [[\"8\", \"9\"]]", "times of day"),
    ] {
        let found = mistakes(&scenario(&PERMIT.replacen(from, to, 1)));
        assert!(found.contains("demo/zz.toml:") && found.contains(says), "{to}: {found}");
    }
    let mut draft =
        draft_with(&scenario(&PERMIT.replace("[\"s_in\"]", "[\"s_inn\"]")), &Overrides::default(), &[]);
    draft.regime(&map());
    let found = draft.document.verdict().unwrap_err().plain();
    assert!(
        found.contains("names the link `s_inn`, which the map demo/four.pzmap lacks (did you mean `s_in`?)"),
        "{found}"
    );
}
