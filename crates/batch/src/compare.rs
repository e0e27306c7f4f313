//! The same seeds under two or more laws: the mean of paired differences with its interval, and what happened only
//! under one of them.

mod arm;
mod only;
mod page;
mod tables;
mod words;

pub use arm::{Arm, Metric};
pub use only::Only;
pub use page::comparison_page;
pub use tables::write_tables;
pub use words::comparison_in_words;

use crate::parallel::{Watch, each};
use crate::simulate::{Figures, simulate};
use crate::{BatchError, parse_seeds};
use pilotzone_import::load::{MapShelf, Overrides, load_scenario_on};
use pilotzone_record::COUNTED;
use pilotzone_scenario::{Run, parse_law};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A comparison that is checked and can begin.
pub struct Plan {
    scenario: PathBuf,
    /// Printed names of the rule sets, the first being the one that others are held against.
    pub laws: Vec<String>,
    /// Seeds in rising order.
    pub seeds: Vec<u64>,
    /// The run of each law with the first seed, for what a page tells of them.
    pub runs: Vec<Run>,
    until_s: Option<f64>,
    shelf: MapShelf,
}

/// A finished run of a comparison.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its seed.
    pub seed: u64,
    /// Which of the laws.
    pub law: usize,
    /// What came of it.
    pub figures: Figures,
}

/// What a comparison found.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Printed names of the rule sets.
    pub laws: Vec<String>,
    /// Seeds in rising order.
    pub seeds: Vec<u64>,
    /// One for each law after the first.
    pub arms: Vec<Arm>,
}

impl Plan {
    /// Reads laws and seeds as users write them, and loads the scenario under each law, so that nothing is run where
    /// anything is wrong.
    pub fn new(scenario: &Path, laws: &str, seeds: &str, until_s: Option<f64>) -> Result<Self, BatchError> {
        let seeds = parse_seeds(seeds)?;
        let mut names = Vec::new();
        for text in laws.split(',') {
            let law = parse_law(text.trim())?;
            names.push(law.date.map_or_else(|| law.set.clone(), |date| format!("{}@{date}", law.set)));
        }
        if names.len() < 2 {
            return Err(BatchError::OneLaw { text: laws.to_owned() });
        }
        let mut plan = Self {
            scenario: scenario.to_owned(),
            laws: names,
            seeds,
            runs: Vec::new(),
            until_s,
            shelf: MapShelf::default(),
        };
        let first = plan.seeds[0];
        for law in 0..plan.laws.len() {
            let run = plan.load(first, law)?;
            plan.runs.push(run);
        }
        Ok(plan)
    }

    /// How many runs there are.
    pub fn count(&self) -> usize {
        self.seeds.len() * self.laws.len()
    }

    /// Whether any rule is evaluated.
    fn is_judged(&self) -> bool {
        self.runs.iter().any(|run| run.regime.pack.is_some())
    }

    fn load(&self, seed: u64, law: usize) -> Result<Run, BatchError> {
        let overrides = Overrides {
            seed: Some(seed),
            law: Some(self.laws[law].clone()),
            until_s: self.until_s,
            dt_s: None,
            measures: true,
            set: Vec::new(),
        };
        Ok(load_scenario_on(&self.scenario, &overrides, &self.shelf)?.run)
    }

    /// Makes all runs on so many threads, 0 for all cores; the rows of those that were finished, by seed and law.
    pub fn run(&self, jobs: usize, watch: Watch<'_>) -> Result<Vec<Row>, BatchError> {
        let laws = self.laws.len();
        let rows = each(self.count(), jobs, watch, |at| {
            let (seed, law) = (self.seeds[at / laws], at % laws);
            let figures = simulate(self.load(seed, law)?, watch.stop, |_| ())?;
            Ok::<_, BatchError>(figures.map(|figures| Row { seed, law, figures }))
        })?;
        let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
        complete(&mut rows, self.is_judged());
        Ok(rows)
    }

    /// Holds every law against the first, over the seeds that were finished under both.
    pub fn compare(&self, rows: &[Row]) -> Comparison {
        let arms = (1..self.laws.len()).map(|law| Arm::of(&self.laws, law, rows)).collect();
        Comparison { laws: self.laws.clone(), seeds: self.seeds.clone(), arms }
    }
}

/// Gives every run every count that any run has, and the sums and rates that follow from them. Where no rule is
/// evaluated, sums of the law's words are undefined: nothing must read as kept that nobody looked at.
fn complete(rows: &mut [Row], is_judged: bool) {
    let counted = |name: &&String| COUNTED.iter().any(|table| name.starts_with(table));
    let names: BTreeSet<String> =
        rows.iter().flat_map(|row| row.figures.metrics.keys().filter(counted).cloned()).collect();
    for row in rows {
        let metrics = &mut row.figures.metrics;
        for name in &names {
            metrics.entry(name.clone()).or_insert(Some(0.0));
        }
        let km = metrics.get("vehicle_km").copied().flatten().filter(|km| *km > 0.0);
        for table in ["incidents", "near_misses", "violations", "exempted", "allowed"] {
            let start = format!("{table}.");
            let of_table: Vec<(String, Option<f64>)> = metrics
                .range(start.clone()..)
                .take_while(|(name, _)| name.starts_with(&start))
                .map(|(name, n)| (name[start.len()..].to_owned(), *n))
                .collect();
            // Not `sum`: that of nothing is -0.
            let total = of_table.iter().filter_map(|(_, n)| *n).fold(0.0, |sum, n| sum + n);
            let per_km = |n: Option<f64>| n.zip(km).map(|(n, km)| n / km * 1000.0);
            let is_seen = is_judged || ["incidents", "near_misses"].contains(&table);
            let total = is_seen.then_some(total);
            metrics.insert(table.to_owned(), total);
            metrics.insert(format!("{table}_per_1000km"), per_km(total));
            for (name, n) in of_table {
                metrics.insert(format!("{table}_per_1000km.{name}"), per_km(n));
            }
        }
    }
}

impl Comparison {
    /// The object that `compare --json` prints. The first arm stands at the top; with more than two laws, all arms
    /// stand in `arms`.
    pub fn to_json(&self) -> Value {
        let arm = |arm: &Arm| {
            json!({
                "laws": arm.laws, "seeds": self.seeds, "pairs": arm.pairs, "metrics": arm.metrics,
                "only_a": arm.only_a, "only_b": arm.only_b,
            })
        };
        let mut object = self.arms.first().map_or_else(|| json!({}), arm);
        if self.arms.len() > 1 {
            object["laws"] = json!(self.laws);
            object["arms"] = self.arms.iter().map(arm).collect();
        }
        object
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Happening;

    const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/regression/tiny.toml");
    const NOBODY: Watch<'static> = Watch { stop: &|| false, done: &|| () };

    /// Eight pairs of a second each, in which the second law brings a crash with even seeds.
    fn made_up() -> (Plan, Vec<Row>) {
        let plan = Plan::new(Path::new(TINY), "ordinary,special", "1..8", Some(10.0)).unwrap();
        let mut rows = plan.run(1, NOBODY).unwrap();
        for row in rows.iter_mut().filter(|row| row.law == 1) {
            let figures = &mut row.figures;
            figures.metrics.insert("takeover_time_s".into(), (row.seed > 2).then_some(2.5));
            if row.seed.is_multiple_of(2) {
                figures.metrics.insert("incidents.gridlock".into(), Some(1.0));
                figures.happenings.push(Happening {
                    what: "incident",
                    kind: "gridlock",
                    time_s: 9.5,
                    agent: "first".into(),
                    other: None,
                });
            }
        }
        complete(&mut rows, false);
        (plan, rows)
    }

    #[test]
    fn what_a_run_did_not_do_counts_nothing_and_rates_follow_from_counts() {
        let (_, rows) = made_up();
        for row in &rows {
            let metrics = &row.figures.metrics;
            let crashed = row.law == 1 && row.seed.is_multiple_of(2);
            let expected = if crashed { 1.0 } else { 0.0 };
            assert_eq!(metrics["incidents.gridlock"], Some(expected));
            assert_eq!(metrics["incidents"], Some(expected));
            assert_eq!(metrics["violations"], None, "no rule is evaluated");
            let km = metrics["vehicle_km"].unwrap();
            assert_eq!(metrics["incidents_per_1000km.gridlock"], Some(expected / km * 1000.0));
        }
    }

    #[test]
    fn a_comparison_tells_the_mean_difference_and_what_happened_under_one_law_only() {
        let (plan, rows) = made_up();
        let comparison = plan.compare(&rows);
        let arm = &comparison.arms[0];
        let crashes = &arm.metrics["incidents.gridlock"];
        assert_eq!((crashes.a, crashes.b, crashes.diff), (Some(0.0), Some(0.5), Some(0.5)));
        assert_eq!((crashes.more, crashes.fewer, crashes.shown), (4, 0, false), "four pairs are too few");
        let seeds: Vec<u64> = arm.only_b.iter().map(|only| only.seed).collect();
        assert_eq!((arm.only_a.len(), seeds), (0, vec![2, 4, 6, 8]));
        // Nobody took over under the first law: there is no pair to take a difference from.
        let takeover = &arm.metrics["takeover_time_s"];
        assert_eq!((takeover.a, takeover.diff, takeover.ci95, takeover.pairs), (None, None, None, 0));
    }

    #[test]
    fn the_page_answers_in_words_and_calls_no_handful_a_difference() {
        let (plan, rows) = made_up();
        let comparison = plan.compare(&rows);
        let page = comparison_page(&plan, &comparison, &rows);
        for words in [
            "In 8 pairs of runs with the same seeds, `special` was held against `ordinary`.",
            "- incidents: on average 0.00 against 0.500, difference 0.500 (95 % interval 0.053 to 0.947): no \
             difference is shown (too few pairs differ).",
            "Without a value to compare: violations, acts that a special case exempts",
            "- 사고: 실행당 평균 0.00에서 0.500(으)로, 차이 0.500 (95 % 구간 0.053 ~ 0.947), 차이를 확인하지 못함",
        ] {
            assert!(page.contains(words), "no {words:?} in\n{page}");
        }
        let events: Vec<&str> = page.lines().filter(|line| line.starts_with("- seed")).collect();
        assert_eq!(events[0], "- seed 2, 9.5 s: incident `gridlock`, `first`");
    }

    #[test]
    fn runs_that_were_stopped_leave_whole_pairs_to_compare() {
        let plan = Plan::new(Path::new(TINY), "ordinary,special", "1..3", Some(1.0)).unwrap();
        let rows = plan.run(2, NOBODY).unwrap();
        assert_eq!(
            rows.iter().map(|row| (row.seed, row.law)).collect::<Vec<_>>(),
            [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)]
        );
        assert_eq!(plan.compare(&rows[..5]).arms[0].pairs, 2);
    }
}
