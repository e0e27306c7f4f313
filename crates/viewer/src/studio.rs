//! Draws a replay off screen: no window, no display server.

use crate::adapter;
use crate::error::ViewerError;
use crate::hud::Extras;
use crate::look::Look;
use crate::reel::Reel;
use crate::scene::{self, Canvas, Clock};
use crate::shot::{Shot, Size};
use bevy::app::{App, SubApps, TerminalCtrlCHandlerPlugin};
use bevy::asset::{Assets, Handle};
use bevy::camera::RenderTarget;
use bevy::image::Image;
use bevy::log::LogPlugin;
use bevy::prelude::{DefaultPlugins, PluginGroup, World};
use bevy::render::RenderPlugin;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::render::render_asset::RenderAssets;
use bevy::render::render_resource::{
    BufferDescriptor, BufferUsages, CommandEncoderDescriptor, MapMode, PollType, TexelCopyBufferInfo,
    TexelCopyBufferLayout, TextureFormat, TextureUsages,
};
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::texture::GpuImage;
use bevy::ui::UiScale;
use bevy::window::{ExitCondition, WindowPlugin};
use bevy::winit::WinitPlugin;
use image::RgbaImage;

/// Height (pixels) for which what is written is laid out.
const LAID_OUT_FOR: f32 = 720.0;
/// So many pictures are drawn before the first that is kept: text needs one to find its letters, one to paint them.
const WARM_UP: u32 = 2;

/// A scene that is drawn off screen.
pub struct Studio {
    apps: SubApps,
    target: Handle<Image>,
    size: Size,
    is_warm: bool,
}

impl Studio {
    /// Sets up the scene of a replay for pictures of a size.
    pub fn open(reel: Reel, look: Look, size: Size) -> Result<Self, ViewerError> {
        adapter::find()?;
        let mut app = App::new();
        app.add_plugins(
            DefaultPlugins
                .set(WindowPlugin {
                    primary_window: None,
                    exit_condition: ExitCondition::DontExit,
                    ..Default::default()
                })
                // The first picture is complete.
                .set(RenderPlugin {
                    render_creation: adapter::settings().into(),
                    synchronous_pipeline_compilation: true,
                    ..Default::default()
                })
                .set(LogPlugin { filter: "error".into(), ..Default::default() })
                // One update is one picture.
                .disable::<PipelinedRenderingPlugin>()
                .disable::<TerminalCtrlCHandlerPlugin>()
                .disable::<WinitPlugin>(),
        );
        let mut target =
            Image::new_target_texture(size.width, size.height, TextureFormat::Rgba8UnormSrgb, None);
        target.texture_descriptor.usage |= TextureUsages::COPY_SRC;
        let target = app.world_mut().resource_mut::<Assets<Image>>().add(target);
        app.insert_resource(Canvas(RenderTarget::Image(target.clone().into())))
            .insert_resource(UiScale(size.height as f32 / LAID_OUT_FOR));
        scene::add(&mut app, reel, look, size.aspect())?;
        app.finish();
        app.cleanup();
        let apps = std::mem::take(app.sub_apps_mut());
        Ok(Self { apps, target, size, is_warm: false })
    }

    /// The scene's world, to choose and hide things in it.
    pub fn world(&mut self) -> &mut World {
        self.apps.main.world_mut()
    }

    /// The replay.
    pub fn reel(&self) -> &Reel {
        self.apps.main.world().resource::<Reel>()
    }

    /// Looks at what is asked for, and says when that is (s).
    pub fn aim(&mut self, shot: Shot) -> Result<f64, ViewerError> {
        let (begin_s, end_s) = self.reel().span_s();
        let Some(number) = shot.incident else {
            return Ok(shot.at_s.unwrap_or(f64::midpoint(begin_s, end_s)));
        };
        let time_s = self.reel().incident(number)?.time_s;
        let aspect = self.size.aspect();
        scene::look_at_incident(self.world(), number, aspect)?;
        Ok(shot.at_s.unwrap_or(time_s))
    }

    /// Looks at all of the pilot zone, or of the map, from above.
    pub fn whole(&mut self) {
        let eye = self.world().resource::<scene::Home>().0;
        self.world().insert_resource(eye);
    }

    /// Hides what is written over the picture, but for what must stand under it.
    pub fn bare(&mut self) {
        self.world().resource_mut::<Extras>().is_bare = true;
    }

    /// The picture of a time (s of simulation; the nearest that there is).
    pub fn picture(&mut self, time_s: f64) -> Result<RgbaImage, ViewerError> {
        let (begin_s, end_s) = self.reel().span_s();
        self.world().resource_mut::<Clock>().time_s = time_s.clamp(begin_s, end_s.max(begin_s));
        let warm_up = if self.is_warm { 0 } else { WARM_UP };
        for _ in 0..=warm_up {
            self.apps.update();
        }
        self.is_warm = true;
        if let Some(trouble) = &self.apps.main.world().resource::<scene::Trouble>().0 {
            // The last whole picture was drawn; what could not be read is told.
            eprintln!("pilotzone-viewer: {trouble}");
        }
        self.read_back()
    }

    /// Copies the picture out of the graphics card.
    fn read_back(&mut self) -> Result<RgbaImage, ViewerError> {
        let missing = |what: &str| ViewerError::NoPicture(what.to_owned());
        let render = self.apps.sub_apps.values().find(|app| {
            app.world().contains_resource::<RenderDevice>()
                && app.world().contains_resource::<RenderAssets<GpuImage>>()
        });
        let world = render.ok_or_else(|| missing("there is no renderer"))?.world();
        let device = world.resource::<RenderDevice>();
        let image = world.resource::<RenderAssets<GpuImage>>().get(&self.target);
        let image = image.ok_or_else(|| missing("it was not drawn"))?;
        let row_bytes = 4 * self.size.width as usize;
        let padded = RenderDevice::align_copy_bytes_per_row(row_bytes);
        let buffer = device.create_buffer(&BufferDescriptor {
            label: Some("picture"),
            size: (padded * self.size.height as usize) as u64,
            usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
        let layout =
            TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(padded as u32), rows_per_image: None };
        encoder.copy_texture_to_buffer(
            image.texture.as_image_copy(),
            TexelCopyBufferInfo { buffer: &buffer, layout },
            image.texture_descriptor.size,
        );
        world.resource::<RenderQueue>().submit([encoder.finish()]);
        let slice = buffer.slice(..);
        let (told, tells) = std::sync::mpsc::channel();
        device.map_buffer(&slice, MapMode::Read, move |result| {
            // Who asked waits below, or has given up.
            let _ = told.send(result);
        });
        let failed = |error: &dyn std::fmt::Display| ViewerError::NoPicture(error.to_string());
        device.poll(PollType::wait_indefinitely()).map_err(|error| failed(&error))?;
        tells.recv().map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
        let bytes = slice.get_mapped_range();
        let rows = bytes.chunks_exact(padded).flat_map(|row| &row[..row_bytes]).copied().collect();
        RgbaImage::from_raw(self.size.width, self.size.height, rows).ok_or_else(|| missing("it is too short"))
    }
}
