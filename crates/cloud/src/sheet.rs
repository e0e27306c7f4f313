//! The data-protection sheet and the data dictionary that go with each upload: Korean first, English beside it.

use crate::outbox::Plan;
use crate::tables::{PARTITIONS, SCHEMA_VERSION, Table};
use std::fmt::Write;

/// The texts of an upload by their names; `SHEET` stands for the upload.
pub(crate) fn texts(plan: &Plan) -> [(String, String); 2] {
    [
        ("data-protection-SHEET.md".to_owned(), sheet(plan)),
        (format!("data-dictionary-v{SCHEMA_VERSION}.md"), dictionary()),
    ]
}

fn sheet(plan: &Plan) -> String {
    let published: u64 = plan.levels.iter().map(|(_, rows)| rows).sum();
    let mut text = String::from("# 개인정보 보호 조치서 / Data-protection sheet\n\n");
    text += KO;
    let least = plan.least_shared.map_or_else(|| "-".to_owned(), |least| least.to_string());
    let _ = writeln!(
        text,
        "\n- 사고 행 {}건 중 공개 {published}건, 비공개(k 미달) {}건.\n- 요구한 k는 {}, 공개된 행에서 실제로 확보된 최소 인원은 {least}명.\n- 차량이 k대 \
         미만인 도로 구간·5분 {}개는 교통 표에서 뺐다.\n",
        plan.rows, plan.suppressed, plan.k, plan.flow_left_out
    );
    text += EN;
    let _ = writeln!(
        text,
        "\n- Of {} rows of incidents {published} are published and {} are suppressed, since fewer than k people share \
         them.\n- Asked for: k = {}. Reached: at least {least} people share each published row.\n- {} stretches of five \
         minutes on a link, in which fewer than k vehicles drove, are left out of the table of traffic.\n",
        plan.rows, plan.suppressed, plan.k, plan.flow_left_out
    );
    text += "| 장소와 시각의 정밀도 / How exactly place and time are told | 행 / Rows |\n|---|---|\n";
    for (level, rows) in &plan.levels {
        let _ = writeln!(text, "| {level} | {rows} |");
    }
    text += "\n**법률 자문이 아님 / Not legal advice.**\n";
    text
}

const KO: &str = "이 자료는 시뮬레이션 결과이며 실존 인물에 관한 정보가 아니다. 그럼에도 모의 인물을 실제 사람인 것처럼 취급하여, 되돌릴 수 없도록 익명 처리하였다.\n\n\
    - 당사자의 이름, 열쇠값, 시드, 실행 번호, 자유 서술을 모두 제거하였다.\n\
    - 각 행에는 이번 전송에만 쓰이는 무작위 번호를 붙였고, 그 대응표는 남기지 않는다.\n\
    - 장소와 시각은 같은 장소·시각·종류를 공유하는 서로 다른 사람이 k명 이상이 될 때까지만 단계적으로 넓혔다(50 m, 200 m, 1 km, 구역, 도시; 5분, 1시간, 하루).\n\
    - 같은 내용을 적은 행 가운데 한 사람의 몫은 k분의 1을 넘지 않는다.\n\
    - 끝까지 k명에 이르지 못한 행은 공개하지 않고 그 수만 센다. 도시 전체의 건수와 노출량은 왜곡하지 않는다.\n\
    - 속도 변화와 상해 위험은 구간으로만 적었다. k-익명성은 한 집단의 모두가 같은 결과를 겪었다는 사실까지 숨기지는 않는다.\n";
const EN: &str = "These are results of a simulation and tell nothing of real people. Simulated people are treated all the same as \
    if they were persons, and anonymised for good.\n\n\
    - Names, keys, seeds, numbers of runs and free text are removed.\n\
    - Each row has a random id of this upload alone; no list of them is kept.\n\
    - Place and time are told only as widely as k different people need to share place, time and classes: 50 m, 200 m, \
    1 km, district, city; 5 min, 1 h, day.\n\
    - Nobody has more than a k-th of the rows that tell the same.\n\
    - Rows that never reach k are left out and counted. Counts and exposure of the whole city are not bent.\n\
    - Changes of velocity and risks of injury are told as bands. k-anonymity does not hide that all of a group met with \
    the same.\n";

fn dictionary() -> String {
    let mut text = format!("# 자료 사전 / Data dictionary, version {SCHEMA_VERSION}\n\n");
    for table in Table::ALL {
        let (ko, en) = table.about();
        let _ = writeln!(
            text,
            "## `{}`: {ko} / {en}\n\n| 열 / Column | 설명 | Meaning |\n|---|---|---|",
            table.name()
        );
        for column in PARTITIONS.iter().chain(table.columns()) {
            let _ = writeln!(text, "| `{}` | {} | {} |", column.name, column.ko, column.en);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_says_in_both_languages_what_was_left_out_and_what_was_reached() {
        let plan = Plan {
            format: 1,
            app: "x".into(),
            url: "file:///x".into(),
            sources: Vec::new(),
            rows: 100,
            suppressed: 7,
            k: 10,
            least_shared: Some(12),
            levels: vec![("50 m, 5 min".into(), 60), ("city, day".into(), 33)],
            flow_left_out: 4,
            within_s: None,
            taken: None,
            pieces: Vec::new(),
        };
        let [(_, sheet), (_, dictionary)] = texts(&plan);
        for words in [
            "사고 행 100건 중 공개 93건, 비공개(k 미달) 7건",
            "Of 100 rows of incidents 93 are published and 7 are suppressed",
            "at least 12 people share each published row",
            "| 50 m, 5 min | 60 |",
        ] {
            assert!(sheet.contains(words), "{words}\n{sheet}");
        }
        assert!(dictionary.contains("| `shared_by` |") && dictionary.contains("## `exposure`"));
    }
}
