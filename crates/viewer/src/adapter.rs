//! Whether there is anything to draw with.

use crate::error::ViewerError;
use bevy::render::settings::WgpuSettings;
use bevy::tasks::block_on;
use wgpu::{Backends, Instance, InstanceDescriptor};

/// What draws: a graphics card, or a program that stands in for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// What it calls itself.
    pub name: String,
    /// Whether it is a program: correct, and slow.
    pub is_software: bool,
}

/// What is asked for adapters. OpenGL is left out: it brings nothing that these lack, and speaks on the terminal.
const BACKENDS: Backends = Backends::PRIMARY;

/// How the renderer is set up.
pub fn settings() -> WgpuSettings {
    WgpuSettings { backends: Some(BACKENDS), ..WgpuSettings::default() }
}

/// The adapter that there is. Bevy itself would panic where there is none.
pub fn find() -> Result<Adapter, ViewerError> {
    let backends = BACKENDS;
    let instance =
        Instance::new(InstanceDescriptor { backends, ..InstanceDescriptor::new_without_display_handle() });
    let mut found: Vec<Adapter> = block_on(instance.enumerate_adapters(backends))
        .iter()
        .map(|adapter| {
            let info = adapter.get_info();
            Adapter { is_software: info.device_type == wgpu::DeviceType::Cpu, name: info.name }
        })
        .collect();
    found.sort_by_key(|adapter| adapter.is_software);
    if found.is_empty() { Err(ViewerError::NoAdapter) } else { Ok(found.remove(0)) }
}
