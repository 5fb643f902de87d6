//! The window around the pages: top bar, navigation, status bar.

use deelbaar::ui::kit::{Landmark, Level, NavItem, SearchField, heading_colored, live_status};
use deelbaar::ui::kit::{nav_group, person, strong};
use deelbaar::ui::theme::{Theme, size, space};
use egui::{Align, CentralPanel, Frame, Layout, Margin, Panel, Ui};

use crate::Page;

pub fn frame(ui: &mut Ui, page: &mut Page, contents: impl FnOnce(&mut Ui, Page)) {
    let p = Theme::of(ui.ctx()).palette();
    let bar = Frame::new().fill(p.surface);
    Panel::top("top").exact_size(size::TOP_BAR).frame(bar.inner_margin(Margin::symmetric(16, 0))).show(ui, |ui| {
        Landmark::Banner.show(ui, "Deelbaar", top_bar);
    });
    Panel::bottom("status").exact_size(size::STATUS_BAR).frame(bar.inner_margin(Margin::symmetric(16, 0))).show(
        ui,
        |ui| {
            Landmark::Status.show(ui, "Stand van zaken", |ui| {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    strong(ui, "Alles staat op dit apparaat");
                    ui.add_space(space::L);
                    live_status(ui, "Regio: 6 van 7 gemeenten bijgewerkt, laatst 09:41");
                });
            });
        },
    );
    Panel::left("navigation")
        .exact_size(size::NAVIGATION)
        .resizable(false)
        .frame(bar.inner_margin(Margin::same(8)))
        .show(ui, |ui| {
            Landmark::Navigation.show(ui, "Hoofdmenu", |ui| navigation(ui, page));
        });
    CentralPanel::default().frame(Frame::new().fill(p.background).inner_margin(Margin::same(18))).show(ui, |ui| {
        Landmark::Main.show(ui, "Inhoud", |ui| contents(ui, *page));
    });
}

fn top_bar(ui: &mut Ui) {
    let p = Theme::of(ui.ctx()).palette();
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.scope(|ui| {
            ui.set_width(size::NAVIGATION - space::S);
            heading_colored(ui, Level::Two, "Deelbaar", p.primary);
        });
        let mut text = ui.data(|d| d.get_temp::<String>(egui::Id::unique("search"))).unwrap_or_default();
        ui.scope(|ui| {
            ui.set_max_width(size::SEARCH);
            SearchField::new("Zoeken of opdracht geven…", &mut text).shortcut("Ctrl K").show(ui);
        });
        ui.data_mut(|d| d.insert_temp(egui::Id::unique("search"), text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            person(ui, "Beleidsadviseur", "Gemeente Leusden", "BA");
        });
    });
}

fn navigation(ui: &mut Ui, page: &mut Page) {
    nav_group(ui, "Gemeente Leusden", |ui| {
        item(ui, "Overzicht", page, Page::Elements, 0);
        item(ui, "Inventarisatie", page, Page::Dialog, 0);
        ui.add(NavItem::new("Maatwerkplan", false));
        item(ui, "Activiteiten", page, Page::Activities, 0);
        ui.add(NavItem::new("Gesprekken", false));
        ui.add(NavItem::new("Begroting en uren", false));
        ui.add(NavItem::new("Voortgang", false));
    });
    nav_group(ui, "Wethouder", |ui| {
        item(ui, "Te besluiten", page, Page::Decisions, 3);
        ui.add(NavItem::new("Toestemmingen", false));
    });
    nav_group(ui, "Regio Amersfoort", |ui| {
        ui.add(NavItem::new("Regio-overzicht", false));
        ui.add(NavItem::new("Gedeelde onderdelen", false));
    });
}

fn item(ui: &mut Ui, text: &str, page: &mut Page, target: Page, count: u32) {
    if ui.add(NavItem::new(text, *page == target).count(count)).clicked() {
        *page = target;
    }
}
