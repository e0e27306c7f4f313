//! How alike two pictures are.
//!
//! Structural similarity: Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from error visibility to
//! structural similarity", equation 13, over windows of 8 x 8 pixels of brightness, half overlapping; K1 0.01, K2 0.03.

use image::RgbaImage;

const WINDOW: u32 = 8;
const TILE: usize = 80;
const C1: f64 = (0.01 * 255.0) * (0.01 * 255.0);
const C2: f64 = (0.03 * 255.0) * (0.03 * 255.0);

/// Brightness of a pixel: ITU-R BT.601.
fn brightness(picture: &RgbaImage, x: u32, y: u32) -> f64 {
    let [red, green, blue, _] = picture.get_pixel(x, y).0.map(f64::from);
    0.299 * red + 0.587 * green + 0.114 * blue
}

/// How alike two pictures of one size are where they are least so: of the means of structural similarity over tiles of
/// about 80 x 80 pixels the smallest; 1 where they are the same.
pub fn likeness(a: &RgbaImage, b: &RgbaImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let (width, height) = a.dimensions();
    let tiles = (0..height).step_by(TILE).flat_map(|y| (0..width).step_by(TILE).map(move |x| (x, y)));
    let of_tile = |(left, top): (u32, u32)| {
        let places = |from: u32, size: u32| {
            (from..(from + TILE as u32).min(size))
                .step_by(WINDOW as usize / 2)
                .filter(move |at| at + WINDOW <= size)
        };
        let windows: Vec<f64> = places(top, height)
            .flat_map(|y| places(left, width).map(move |x| (x, y)))
            .map(|(x, y)| window(a, b, x, y))
            .collect();
        if windows.is_empty() { 1.0 } else { windows.iter().sum::<f64>() / windows.len() as f64 }
    };
    tiles.map(of_tile).fold(1.0, f64::min)
}

fn window(a: &RgbaImage, b: &RgbaImage, x: u32, y: u32) -> f64 {
    let (mut means, mut squares, mut product) = ([0.0; 2], [0.0; 2], 0.0);
    for (x, y) in (y..y + WINDOW).flat_map(|y| (x..x + WINDOW).map(move |x| (x, y))) {
        let pair = [brightness(a, x, y), brightness(b, x, y)];
        for n in 0..2 {
            means[n] += pair[n];
            squares[n] += pair[n] * pair[n];
        }
        product += pair[0] * pair[1];
    }
    let count = f64::from(WINDOW * WINDOW);
    let [mean_a, mean_b] = means.map(|sum| sum / count);
    let variance = |n: usize, mean: f64| squares[n] / count - mean * mean;
    let covariance = product / count - mean_a * mean_b;
    (2.0 * mean_a * mean_b + C1) * (2.0 * covariance + C2)
        / ((mean_a * mean_a + mean_b * mean_b + C1) * (variance(0, mean_a) + variance(1, mean_b) + C2))
}

/// Share of pixels of which a channel differs by more than 24 of 255.
pub fn changed(a: &RgbaImage, b: &RgbaImage) -> f64 {
    let differs =
        |(a, b): (&image::Rgba<u8>, &image::Rgba<u8>)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 24);
    a.pixels().zip(b.pixels()).filter(|pair| differs(*pair)).count() as f64 / a.pixels().len() as f64
}

#[test]
fn a_picture_is_like_itself_and_less_like_one_that_is_shifted_or_bright() {
    let checked = |shift: u32, plus: u8| {
        RgbaImage::from_fn(64, 64, |x, y| {
            let tone = if (x + shift) / 5 % 2 == y / 7 % 2 { 200 } else { 40 };
            image::Rgba([tone + plus, tone, tone, 255])
        })
    };
    let picture = checked(0, 0);
    assert!((likeness(&picture, &picture) - 1.0).abs() < 1e-12);
    assert!(likeness(&picture, &checked(3, 0)) < 0.5);
    assert!(likeness(&picture, &checked(0, 4)) > 0.99);
    assert_eq!((changed(&picture, &picture), changed(&picture, &checked(0, 30))), (0.0, 1.0));
}
