//! `summary.md` of a batch: Korean first, English beside it.

use super::Results;
use super::plan::Plan;
use super::words::{counts, group_name, held_in_words, rate_in_words, told, told_of};
use pilotzone_record::Language::{En, Ko};
use pilotzone_record::page::{assumed_zones, assumptions, heading, list, paragraphs, plain, question};
use pilotzone_record::whole;
use std::fmt::Write;

/// The page of a batch.
pub fn batch_page(plan: &Plan, results: &Results) -> String {
    let names: Vec<String> = plan.scenarios().map(|run| plain(&run.labels.scenario)).collect();
    let mut page = format!("# {}\n\n", names.join(", "));
    for note in plan.scenarios().filter_map(assumed_zones) {
        let _ = writeln!(page, "> {note}\n");
    }
    heading(&mut page, "질문", "Question");
    for run in plan.scenarios() {
        paragraphs(&mut page, &question(run, Ko), &question(run, En));
    }
    heading(&mut page, "답", "Answer");
    paragraphs(&mut page, &counts(results, Ko), &counts(results, En));
    for group in &results.groups {
        let _ = writeln!(page, "### {}\n", plain(&group_name(plan, group)));
        let rates: Vec<(String, String)> = told_of(group)
            .into_iter()
            .map(|(name, of)| {
                let rate = group.rate(name, of);
                (rate_in_words(name, &rate, of, Ko), rate_in_words(name, &rate, of, En))
            })
            .collect();
        list(&mut page, &rates);
    }
    limits(&mut page, results);
    figures(&mut page, plan, results);
    heading(&mut page, "통계의 방법", "How the intervals are made");
    paragraphs(&mut page, METHOD_KO, METHOD_EN);
    heading(&mut page, "가정과 합성", "Hypothetical and synthetic parts");
    for run in plan.scenarios() {
        list(&mut page, &assumptions(run));
    }
    heading(&mut page, "재현", "How to repeat it");
    let _ = writeln!(
        page,
        "각 실행을 다시 만드는 명령은 `runs.parquet`의 `command` 열에 있다. / The command that makes a run again stands in \
         the column `command` of `runs.parquet`. `{}` (pilotzone {})\n",
        again(plan),
        env!("CARGO_PKG_VERSION")
    );
    page += "**법률 자문이 아님 / Not legal advice.**\n";
    page
}

const METHOD_KO: &str = "발생률의 구간은 가우드(1936)의 정확 포아송 구간이다. 사고는 한 실행 안에서 몰려 발생할 수 있으므로, 실행 간 산포가 \
    포아송보다 크면 한계 판정에는 준포아송으로 넓힌 단측 95 % 한계를 쓴다. 실행은 서로 독립(다른 시드)이다. 이 수치는 모형의 발생률이며 실제 도로의 \
    사고율을 예측하지 않는다.";
const METHOD_EN: &str = "Intervals of rates are exact Poisson intervals (Garwood 1936). Incidents can come in clusters within \
    a run: where runs spread more than Poisson counts do, limits are held against one-sided 95 % bounds widened by \
    quasi-Poisson. Runs are independent of each other (other seeds). These are rates of the model; they predict no \
    accident figures of real roads.";

fn limits(page: &mut String, results: &Results) {
    if results.verdicts.0.is_empty() {
        return;
    }
    heading(page, "시나리오의 한계", "Limits of the scenario");
    let held: Vec<(String, String)> =
        results.verdicts.0.iter().map(|held| (held_in_words(held, Ko), held_in_words(held, En))).collect();
    list(page, &held);
}

fn figures(page: &mut String, plan: &Plan, results: &Results) {
    heading(page, "수치", "Figures");
    *page += "| 실행 묶음 / Group | 실행 / Runs | 실패 / Failed | 차량-km / Vehicle-km | 자율주행 km / AV km | 비행 h / \
              Flight h |\n|---|---|---|---|---|---|\n";
    for group in &results.groups {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} |",
            plain(&group_name(plan, group)),
            whole(group.runs),
            whole(group.failed),
            told(group.vehicle_km),
            told(group.av_km),
            told(group.flight_h)
        );
    }
    page.push('\n');
}

fn again(plan: &Plan) -> String {
    let wishes = &plan.wishes;
    let scenarios: Vec<String> = wishes.scenarios.iter().map(|path| path.display().to_string()).collect();
    let mut command = format!("pilotzone batch {} --seeds {}", scenarios.join(" "), wishes.seeds);
    for sweep in &wishes.sweeps {
        let _ = write!(command, " --sweep {sweep}");
    }
    if let Some(laws) = &wishes.laws {
        let _ = write!(command, " --laws {laws}");
    }
    if let Some(until_s) = wishes.until_s {
        let _ = write!(command, " --until {until_s}");
    }
    if let Some(shard) = &wishes.shard {
        let _ = write!(command, " --shard {shard}");
    }
    command
}
