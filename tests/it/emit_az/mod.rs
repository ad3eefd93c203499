//! The az script.

mod sample;

#[test]
fn look() {
    for (name, dep) in [("plain", sample::plain()), ("late", sample::late()), ("hostile", sample::hostile())] {
        std::fs::write(format!("/tmp/look-{name}.sh"), lbxc::emit::az::script(&dep, "shop.lbx")).unwrap();
    }
    struct Disk;
    impl lbxc::source::Loader for Disk {
        fn load(&mut self, name: &str) -> Result<String, lbxc::source::LoadError> {
            std::fs::read_to_string(name).map_err(|_| lbxc::source::LoadError::Missing)
        }
    }
    for entry in std::fs::read_dir("/work/shared/design/prototypes").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "lbx") { continue; }
        let name = path.to_str().unwrap();
        let c = lbxc::compile::compile(name, std::fs::read_to_string(&path).unwrap(), &mut Disk, &Default::default());
        match c.deployment {
            Some(dep) => std::fs::write(format!("/tmp/p/{}.sh", path.file_stem().unwrap().to_str().unwrap()), lbxc::emit::az::script(&dep, name)).unwrap(),
            None => eprintln!("{name}: {:?}", c.diagnostics.iter().map(|d| &d.message).collect::<Vec<_>>()),
        }
    }
}
