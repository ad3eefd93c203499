//! What the resident az hands over and gives back: as much as a process of its own would.

use std::fs;

use super::world::{self, Run, World};

fn run(world: &mut World, text: &str, env: &[(&str, &str)]) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("try.sh");
    fs::write(&script, text).expect("the folder is ours");
    let env: Vec<(String, String)> = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    world.run(&script, &[], &env, None)
}

#[test]
fn commands_get_what_a_process_gets_and_share_nothing() {
    let Some(az) = world::installed("commands_get_what_a_process_gets_and_share_nothing") else { return };
    let world = &mut World::start(az);
    let done = run(world, "az account show --query '[id, tenantId]' --output tsv", &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(done.stdout, "11111111-1111-1111-1111-111111111111\n22222222-2222-2222-2222-222222222222\n");
    assert_eq!((done.stderr.as_str(), done.commands.len()), ("", 1));

    // Exit codes: of use, of what is not there.
    let done = run(world, "az group show --nope || echo $?; az group show --name nowhere || echo $?", &[]);
    assert_eq!(done.stdout, "2\n3\n", "{}", done.stderr);
    assert!(done.stderr.contains("required: --name") && done.stderr.contains("nowhere"), "{}", done.stderr);
    assert!(!done.stderr.contains("Traceback"), "{}", done.stderr);

    // Arguments are words, whatever is in them; an empty one is one.
    let done = run(
        world,
        "az account show --query \"'a  b'\" -o tsv; az account show --subscription '' -o none || echo $?",
        &[],
    );
    assert!(done.stdout.starts_with("a  b\n"), "{done:?}");
    assert_eq!(done.commands[1].arguments, ["account", "show", "--subscription", "", "-o", "none"]);

    // Standard input, the folder and the environment.
    let text = "mkdir -p here && cd here && printf '{\"location\": \"westeurope\"}' >body.json\n\
                url='/subscriptions/{subscriptionId}/resourcegroups/rg-try?api-version=2024-11-01'\n\
                az rest --method put --url \"$url\" --body @body.json --query name -o tsv\n\
                az rest --method put --url \"$url\" --body @- --query location -o tsv <body.json\n\
                AZURE_CORE_OUTPUT=tsv az rest --method get --url \"$url\" --query name\n\
                az rest --method get --url \"$url\" --query name\n";
    let done = run(world, text, &[]);
    assert_eq!(done.stdout, "rg-try\nwesteurope\nrg-try\n\"rg-try\"\n", "{}", done.stderr);
}
