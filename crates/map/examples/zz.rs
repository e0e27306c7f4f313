fn main() {
    let bytes = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let mut map = pilotzone_map::native::read(&bytes).unwrap();
    let n = pilotzone_map::crosswalks::assume(&mut map);
    let finder = pilotzone_map::crosswalks::LaneFinder::new(&map);
    let none = map.crosswalks.iter().filter(|c| finder.met_by(&c.line, 0).is_empty()).count();
    eprintln!("{n} assumed, {none} cross nothing");
    println!("{}", pilotzone_map::draw::draw(&map));
}
