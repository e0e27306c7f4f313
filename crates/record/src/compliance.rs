//! The table of compliance: every rule that was evaluated, those never broken included.

use crate::page::{heading, plain};
use crate::summary::{Counts, Summary};
use crate::words::whole;
use pilotzone_scenario::rules::words::KindWord;
use pilotzone_scenario::{RulePack, Run};
use std::fmt::Write;

/// The table, where a rule pack was evaluated.
pub(crate) fn compliance(page: &mut String, run: &Run, s: &Summary) {
    let Some(pack) = &run.regime.pack else { return };
    heading(page, "준수 여부", "Compliance");
    let version = format!("`{}` {}", plain(&pack.id), plain(&pack.version));
    let _ = writeln!(
        page,
        "규칙 묶음 {version}, 기준일 {}. / Rule pack {version}, rules in force on {}.\n",
        s.law_date, s.law_date
    );
    *page += "| 규칙 | 근거 / Source | 위반 / Violations | 특례 / Exempted | 허용 / Allowed |\n|---|---|---|---|---|\n";
    for id in &s.evaluated {
        let Some(row) = row(pack, id, s) else { continue };
        *page += &row;
    }
    page.push('\n');
}

/// The row of a rule that can be broken; what excuses others has none.
fn row(pack: &RulePack, id: &str, s: &Summary) -> Option<String> {
    let rule = pack.rule(pack.find(id)?)?;
    if rule.kind != KindWord::Rule {
        return None;
    }
    let version = rule.on(&s.law_date)?;
    let count = |counts: &Counts| whole(counts.get(id).copied().unwrap_or(0));
    Some(format!(
        "| `{id}` | {} / {} | {} | {} | {} |\n",
        plain(&version.citation_ko(rule)),
        plain(&version.citation_en(rule)),
        count(&s.violations),
        count(&s.exempted),
        count(&s.allowed)
    ))
}
