"""Resource ids: taken apart, and written in one spelling."""

from kinds import CANONICAL
from trouble import NotModelled, Refusal


def canonical(provider, types):
    """The service's spelling of a type, whatever letter case it was written in."""
    full = "/".join([provider, *types])
    return CANONICAL.get(full.lower(), full)


class Name:
    """The id of a resource: what it hangs on (`base`), its type and its names."""

    def __init__(self, base, kind, names):
        self.base, self.kind, self.names = base, kind, names

    @property
    def id(self):
        provider, *types = self.kind.split("/")
        tail = "".join(f"/{part}/{name}" for part, name in zip(types, self.names))
        return f"{self.base}/providers/{provider}{tail}"

    @property
    def key(self):
        return self.id.lower()

    @property
    def name(self):
        return self.names[-1]

    @property
    def depth(self):
        return len(self.names)

    def parent(self):
        """The resource this one is a child of, or None."""
        if self.depth == 1:
            return None
        return Name(self.base, self.kind.rsplit("/", 1)[0], self.names[:-1])

    def top(self):
        """The resource at the head of the chain of parents."""
        return Name(self.base, "/".join(self.kind.split("/")[:2]), self.names[:1])


def split(path):
    """A path as (subscription, group, rest): rest is what follows, as segments."""
    parts = [part for part in path.split("/") if part]
    subscription = group = None
    if len(parts) >= 2 and parts[0].lower() == "subscriptions":
        subscription, parts = parts[1].lower(), parts[2:]
        if len(parts) >= 2 and parts[0].lower() == "resourcegroups":
            group, parts = parts[1], parts[2:]
    return subscription, group, parts


def base_of(subscription, group):
    base = f"/subscriptions/{subscription}" if subscription else ""
    return f"{base}/resourceGroups/{group}" if group else base


def parse(text):
    """An id as a Name; refuses what is no resource id."""
    subscription, group, parts = split(text)
    return from_parts(base_of(subscription, group), parts, text)[0]


def from_parts(base, parts, text):
    """Segments after the base as (Name, rest): rest is an action or a collection."""
    if len(parts) < 3 or parts[0].lower() != "providers":
        raise Refusal(400, "LinkedInvalidPropertyId", f"Property id '{text}' is not a valid resource Id.")
    name = None
    while parts and parts[0].lower() == "providers":
        provider, parts = parts[1], parts[2:]
        types, names = [], []
        while len(parts) >= 2 and parts[0].lower() != "providers":
            types.append(parts[0])
            names.append(parts[1])
            parts = parts[2:]
        if not names:
            raise NotModelled(f"the path {text}")
        name = Name(name.id if name else base, canonical(provider, types), names)
    return name, parts
