"""A scale set by itself, and what of it cannot be changed."""

from .look import UNKNOWN, members_of, model_nics, parts, props, refuse, target, vnet_of
from .members import probe_owner

HEALTH = ("ApplicationHealthLinux", "ApplicationHealthWindows")
PASSWORD_CLASSES = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())


def profile(resource):
    return resource.properties.get("virtualMachineProfile") or {}


def part(value, *steps):
    """A member deep inside; an empty object where there is none."""
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value if value is not None else {}


def extensions(resource):
    rows = part(profile(resource), "extensionProfile", "extensions")
    return [row for row in rows or [] if isinstance(row, dict)]


def check(store, resource, old):
    flexible = resource.properties.get("orchestrationMode") == "Flexible"
    if old is None and not profile(resource) and not flexible:
        refuse("InvalidParameter", "Required parameter 'virtualMachineProfile' is missing (null).")
    if profile(resource) and not part(resource.body, "sku", "name"):
        refuse("InvalidParameter", "Required parameter 'sku.name' is missing (null).")
    # Sources except the sizes that talk over InfiniBand.
    fast = str(part(resource.body, "sku", "name")).removeprefix("Standard_")[:1] in ("H", "N")
    if flexible and resource.properties.get("singlePlacementGroup") is True and not fast:
        refuse(
            "InvalidParameter",
            "The value 'True' of parameter 'singlePlacementGroup' is not allowed. Allowed values are: False.",
        )
    check_flexible(resource, flexible)
    check_machine(resource)
    check_extensions(resource)
    check_health(store, resource)
    nets = {vnet_of(member.subnet) for member in members_of(resource) if member.subnet}
    if len(nets) > 1:
        refuse(
            "VMScaleSetCannotReferenceSubnetsFromDifferentVirtualNetworks",
            f"VM scale set {resource.id} cannot reference subnets from different virtual networks: {', '.join(sorted(nets))}.",
        )
    for member in members_of(resource):
        if not member.subnet:
            refuse("InvalidParameter", f"Required parameter 'subnet' of {member.place} is missing (null).")


def check_flexible(resource, flexible):
    if not flexible:
        return
    for member in members_of(resource):
        if member.nat_pools:
            refuse(UNKNOWN, f"{member.place} is of a Flexible scale set, which takes no inbound NAT pools.")
    if part(profile(resource), "networkProfile", "healthProbe"):
        refuse(UNKNOWN, f"{resource.id} is Flexible and takes no load balancer probe as its health probe.")
    if "SystemAssigned" in str(part(resource.body, "identity", "type")):
        refuse(UNKNOWN, f"{resource.id} is Flexible and takes user assigned identities alone.")
    if model_nics(resource) and not part(profile(resource), "networkProfile", "networkApiVersion"):
        refuse("InvalidParameter", "Required parameter 'networkProfile.networkApiVersion' is missing (null).")


def check_machine(resource):
    system = part(profile(resource), "osProfile")
    windows = (
        bool(part(system, "windowsConfiguration"))
        or part(profile(resource), "storageProfile", "imageReference", "publisher") == "MicrosoftWindowsServer"
    )
    user, password, prefix = system.get("adminUsername"), system.get("adminPassword"), system.get("computerNamePrefix")
    if (
        windows
        and isinstance(user, str)
        and (len(user) > 20 or user.endswith(".") or set(user) & set('\\/"[]:|<>+=;,?*@'))
    ):
        refuse(
            "InvalidParameter",
            "Windows admin user name cannot be more than 20 characters long, end with a period(.), or contain the following "
            'characters: \\ / " [ ] : | < > + = ; , ? * @.',
        )
    if windows and isinstance(prefix, str) and (len(prefix) > 9 or prefix.isdigit()):
        refuse(
            "InvalidParameter",
            "Windows computer name prefix cannot be more than 9 characters long, be entirely numeric, or contain the following "
            "characters: ` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : . ' \" , < > / ?.",
        )
    if isinstance(prefix, str) and len(prefix) > 58:
        refuse("InvalidParameter", "Linux computer name prefix cannot be more than 58 characters long.")
    least, most = (8, 123) if windows else (6, 72)
    if isinstance(password, str):
        classes = sum(any(map(test, password)) for test in PASSWORD_CLASSES)
        if not least <= len(password) <= most or classes < 3:
            refuse(
                "InvalidParameter",
                f"The supplied password must be between {least}-{most} characters long and must satisfy at least 3 of password "
                "complexity requirements from the following: 1) Contains an uppercase character 2) Contains a lowercase "
                "character 3) Contains a numeric digit 4) Contains a special character.",
            )
    linux = part(system, "linuxConfiguration")
    if linux.get("disablePasswordAuthentication") is True and not part(linux, "ssh", "publicKeys"):
        refuse(
            "InvalidParameter",
            "Authentication using either SSH or by user name and password must be enabled in Linux profile.",
        )


def check_extensions(resource):
    names = {row.get("name") for row in extensions(resource)}
    for row in extensions(resource):
        for wanted in props(row).get("provisionAfterExtensions") or []:
            if wanted not in names:
                refuse(
                    "BadRequest",
                    f"On resource '{resource.name.name}', extension '{row.get('name')}' specifies '{wanted}' in its "
                    f"provisionAfterExtensions property, but the extension '{wanted}' will no longer exist.",
                )


def check_health(store, resource):
    probe = target(part(profile(resource), "networkProfile"), "healthProbe")
    healthy = bool(probe) or any(props(row).get("type") in HEALTH for row in extensions(resource))
    words = "is not supported for this Virtual Machine Scale Set because a health probe or health extension was not"
    policy = part(resource.properties, "upgradePolicy")
    if not healthy and policy.get("mode") == "Rolling":
        refuse("BadRequest", f"Rolling Upgrade mode {words} provided.")
    if not healthy and part(resource.properties, "automaticRepairsPolicy", "enabled") is True:
        refuse(
            "BadRequest",
            "Automatic repairs not supported for this Virtual Machine Scale Set because a health probe or health extension was not provided.",
        )
    # A cluster of Service Fabric watches its machines itself.
    fabric = any(
        part(row, "properties", "publisher") == "Microsoft.Azure.ServiceFabric" for row in extensions(resource)
    )
    if not (healthy or fabric) and part(policy, "automaticOSUpgradePolicy", "enableAutomaticOSUpgrade") is True:
        refuse("BadRequest", f"Automatic OS Upgrade {words} specified.")
    if not probe:
        return
    balancer = probe_owner(store, probe)
    if balancer is None:
        return
    if not any(target(props(rule), "probe") == probe for rule in parts(balancer, "loadBalancingRules")):
        refuse(
            "CannotUseInactiveHealthProbe",
            f"VM scale set {resource.id} cannot use probe {probe} as a HealthProbe because the probe is inactive: no load "
            "balancing rule references it.",
        )
    primary = [member for member in members_of(resource) if member.primary_nic and member.primary_ip]
    prefix = f"{balancer.id.lower()}/backendaddresspools/"
    if not any(pool.startswith(prefix) for member in primary for pool in member.pools):
        place = primary[0].place if primary else resource.id
        refuse(
            "CannotUseHealthProbeWithoutLoadBalancing",
            f"VM scale set {resource.id} cannot use probe {probe} as a HealthProbe because primary IP configuration {place} of "
            "the scale set does not use load balancing. LoadBalancerBackendAddressPools property of the IP configuration must "
            "reference backend address pool of the load balancer that contains the probe.",
        )


def check_change(_store, new, old):
    if old is None:
        return
    before, after = set(old.body.get("zones") or []), set(new.body.get("zones") or [])
    if not before <= after or (after and not before):
        refuse("PropertyChangeNotAllowed", "Changing property 'zones' is not allowed.", 409)
    for member in ("orchestrationMode", "platformFaultDomainCount"):
        was, now = old.properties.get(member), new.properties.get(member)
        if was is not None and now != was:
            refuse("PropertyChangeNotAllowed", f"Changing property '{member}' is not allowed.", 409)
    if old.properties.get("singlePlacementGroup") is False and new.properties.get("singlePlacementGroup") is True:
        refuse(
            "InvalidParameter",
            "The value 'True' of parameter 'singlePlacementGroup' is not allowed. Allowed values are: False.",
        )
    for steps in (
        ("osProfile", "adminUsername"),
        ("storageProfile", "imageReference", "publisher"),
        ("storageProfile", "imageReference", "offer"),
        ("storageProfile", "osDisk", "managedDisk", "storageAccountType"),
    ):
        was, now = part(profile(old), *steps), part(profile(new), *steps)
        if was and now and was != now:
            shown = ".".join(steps).removeprefix("osProfile.").removeprefix("storageProfile.")
            refuse("PropertyChangeNotAllowed", f"Changing property '{shown}' is not allowed.", 409)
    skus = public_skus(old)
    for place, now in public_skus(new).items():
        if place in skus and skus[place] != now:
            refuse(
                "SkuCannotBeUpdatedOnVMSSPublicIpAddresses",
                f"Sku property for public IP addresses on VMSS is set at creation time and cannot be changed from {skus[place]} to {now}.",
            )


def public_skus(resource):
    """The SKUs of the instances' public addresses, by IP configuration."""
    found = {}
    for member in members_of(resource):
        configuration = member.ip.get("publicIPAddressConfiguration")
        if isinstance(configuration, dict):
            found[member.place.lower()] = part(configuration, "sku", "name") or "Basic"
    return found
