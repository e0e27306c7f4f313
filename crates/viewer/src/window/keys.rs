//! Keys.

use super::act::Act;
use super::desk::Wishes;
use crate::look::Language;
use crate::scene::Layer;
use bevy::input::ButtonInput;
use bevy::prelude::{KeyCode, Res, ResMut};

/// A key, how it is written, and what it does.
#[derive(Debug)]
pub struct Key {
    code: KeyCode,
    /// How it is written.
    pub name: &'static str,
    act: Act,
    ko: &'static str,
    en: &'static str,
}

const fn key(code: KeyCode, name: &'static str, act: Act, ko: &'static str, en: &'static str) -> Key {
    Key { code, name, act, ko, en }
}

/// All keys.
pub const KEYS: [Key; 23] = [
    key(KeyCode::Space, "Space", Act::Play, "재생, 정지", "play, pause"),
    key(KeyCode::ArrowRight, "→", Act::Step(1), "한 프레임 앞으로", "one frame on"),
    key(KeyCode::ArrowLeft, "←", Act::Step(-1), "한 프레임 뒤로", "one frame back"),
    key(KeyCode::ArrowUp, "↑", Act::Faster(1), "더 빠르게", "faster"),
    key(KeyCode::ArrowDown, "↓", Act::Faster(-1), "더 느리게", "slower"),
    key(KeyCode::Home, "Home", Act::Begin, "처음으로", "to the beginning"),
    key(KeyCode::End, "End", Act::End, "끝으로", "to the end"),
    key(KeyCode::KeyN, "N", Act::Incident(1), "다음 사건", "next incident"),
    key(KeyCode::KeyP, "P", Act::Incident(-1), "이전 사건", "previous incident"),
    key(KeyCode::KeyF, "F", Act::Follow, "따라가기", "follow who is chosen"),
    key(KeyCode::KeyB, "B", Act::Bird, "위에서 전체 보기", "all from above"),
    key(KeyCode::Digit1, "1", Act::Layer(Layer::Buildings), "건물", "buildings"),
    key(KeyCode::Digit2, "2", Act::Layer(Layer::Zones), "구역", "zones"),
    key(KeyCode::Digit3, "3", Act::Layer(Layer::Signals), "신호등", "signals"),
    key(KeyCode::Digit4, "4", Act::Layer(Layer::Marks), "노면표시", "road marks"),
    key(KeyCode::Digit5, "5", Act::Layer(Layer::Trails), "궤적", "trails"),
    key(KeyCode::KeyT, "T", Act::Theme, "밝게, 어둡게", "light, dark"),
    key(KeyCode::KeyL, "L", Act::Language, "English", "한국어"),
    key(KeyCode::KeyU, "U", Act::Panels, "글상자 숨기기", "hide the panels"),
    key(KeyCode::KeyS, "S", Act::Screenshot, "화면을 파일로", "picture to a file"),
    key(KeyCode::Escape, "Esc", Act::LetGo, "선택 해제", "let go of what is chosen"),
    key(KeyCode::Slash, "?", Act::Help, "이 도움말", "this help"),
    key(KeyCode::KeyQ, "Q", Act::Quit, "끝내기", "quit"),
];

/// What the mouse does.
const MOUSE: [(&str, &str, &str); 4] = [
    ("클릭", "click", "고르기|choose"),
    ("끌기", "drag", "돌려 보기|turn"),
    ("오른쪽 끌기", "right drag", "옮겨 보기|move"),
    ("휠", "wheel", "가까이, 멀리|nearer, farther"),
];

/// All keys and what they do.
pub fn help(language: Language) -> Vec<(String, String)> {
    let keys = KEYS.iter().map(|key| (key.name.to_owned(), language.pick(key.ko, key.en).to_owned()));
    let mouse = MOUSE.iter().map(|(ko, en, does)| {
        let (does_ko, does_en) = does.split_once('|').unwrap_or((does, does));
        (language.pick(ko, en).to_owned(), language.pick(does_ko, does_en).to_owned())
    });
    keys.chain(mouse).collect()
}

/// Asks for what the keys that were pressed do.
pub fn read(keys: Res<'_, ButtonInput<KeyCode>>, mut wishes: ResMut<'_, Wishes>) {
    let is_with = |codes: [KeyCode; 2]| keys.any_pressed(codes);
    // Shortcuts of the system are not ours.
    if is_with([KeyCode::ControlLeft, KeyCode::ControlRight])
        || is_with([KeyCode::SuperLeft, KeyCode::AltLeft])
    {
        return;
    }
    for key in KEYS.iter().filter(|key| keys.just_pressed(key.code)) {
        wishes.0.push(key.act);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things_and_each_is_told_in_both_languages() {
        for (n, key) in KEYS.iter().enumerate() {
            assert!(
                KEYS[..n].iter().all(|other| other.code != key.code && other.name != key.name),
                "{}",
                key.name
            );
            assert!(!key.ko.is_empty() && !key.en.is_empty());
        }
        let (ko, en) = (help(Language::Ko), help(Language::En));
        assert_eq!((ko.len(), en.len()), (KEYS.len() + MOUSE.len(), KEYS.len() + MOUSE.len()));
        assert!(en.contains(&("wheel".to_owned(), "nearer, farther".to_owned())));
    }
}
