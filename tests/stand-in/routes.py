"""Requests of the management plane, from method and path to an answer."""

import re
import uuid

import images
import names
import scale_sets
import what_if
from deployments import Deployments, storage_keys
from kinds import LOCATIONS, canonical_type, location_name, provider_rows
from service import Service, not_found
from tokens import TENANT
from trouble import NotModelled, Refusal

API = re.compile(r"\d{4}-\d\d-\d\d(-preview)?")
FILTER = re.compile(r"(resourceGroup|name|resourceType|tagName|tagValue)\s+eq\s+'((?:[^']|'')*)'", re.I)
LISTS = {"substringof", "startswith"}


class Plane:
    """The management plane over one store."""

    def __init__(self, store):
        self.store = store
        self.service = Service(store)
        self.deployments = Deployments(self.service)

    def answer(self, method, path, query, body, url):
        """(status, body or None, headers)."""
        with self.store.lock:
            result = self.route(method, path, query, body, url)
        return result if len(result) == 3 else (*result, {})

    def route(self, method, path, query, body, url):
        low = path.lower().rstrip("/")
        if low == "/metadata/endpoints":
            return 200, endpoints(url)
        if low == "/vmaliases":
            return 200, images.aliases()
        if not API.fullmatch(query.get("api-version", "")):
            raise Refusal(
                400,
                "MissingApiVersionParameter",
                "The api-version query parameter (?api-version=) is required for all requests.",
            )
        if low in ("/subscriptions", "/tenants"):
            return self.lists(low, method)
        subscription, group, parts = names.split(path)
        if subscription is None:
            if parts[:1] and parts[0].lower() == "providers":
                return self.provider_scope(method, "", parts, path, query, body, url)
            raise NotModelled(f"{method} {path}")
        if group is None:
            return self.in_subscription(method, subscription, parts, path, query, body, url)
        return self.in_group(method, subscription, group, parts, path, query, body, url)

    def lists(self, low, method):
        if method != "GET":
            raise NotModelled(f"{method} {low}")
        if low == "/tenants":
            return 200, {"value": [{"id": f"/tenants/{TENANT}", "tenantId": TENANT}]}
        return 200, {"value": [subscription_row("00000000-0000-0000-0000-000000000001")]}

    # subscription scope

    def in_subscription(self, method, subscription, parts, path, query, body, url):
        words = [part.lower() for part in parts]
        if not words and method == "GET":
            return 200, subscription_row(subscription)
        if words == ["resourcegroups"] and method == "GET":
            rows = [
                row
                for key, row in sorted(self.store.groups.items())
                if key.startswith(f"/subscriptions/{subscription}/")
            ]
            return 200, {"value": rows}
        if words == ["locations"] and method == "GET":
            return 200, {"value": [location_row(subscription, place) for place in LOCATIONS]}
        if words == ["resources"] and method == "GET":
            return 200, {"value": self.resources(names.base_of(subscription, None), query)}
        if words == ["providers"] and method == "GET":
            return 200, {"value": provider_rows()}
        if len(words) == 2 and words[0] == "providers" and method == "GET":
            rows = provider_rows(parts[1])
            if not rows:
                raise NotModelled(f"the provider {parts[1]}")
            return 200, rows[0]
        if len(words) == 3 and words[0] == "providers" and words[2] == "register" and method == "POST":
            rows = provider_rows(parts[1])
            if not rows:
                raise NotModelled(f"the provider {parts[1]}")
            return 200, rows[0]
        if words[:3] == ["providers", "microsoft.compute", "locations"] and method == "GET":
            found = images.answer(subscription, parts[3], parts[4:], query)
            if found is not None:
                return found
        if words == ["providers", "microsoft.compute", "skus"] and method == "GET":
            match = re.search(r"location eq '([^']*)'", query.get("$filter", ""))
            places = [p for p in LOCATIONS if not match or location_name(p) == location_name(match.group(1))]
            return 200, {"value": images.sizes(places, location_name)}
        return self.provider_scope(method, names.base_of(subscription, None), parts, path, query, body, url)

    # group scope

    def in_group(self, method, subscription, group, parts, path, query, body, url):
        words = [part.lower() for part in parts]
        if not words:
            return self.group(method, subscription, group, body)
        found = self.store.group(subscription, group)
        base = found["id"] if found else names.base_of(subscription, group)
        if words == ["resources"] and method == "GET":
            self.service.need_group(subscription, group)
            return 200, {"value": self.resources(base, query)}
        return self.provider_scope(method, base, parts, path, query, body, url)

    def group(self, method, subscription, group, body):
        found = self.store.group(subscription, group)
        if method == "HEAD":
            return (204 if found else 404), None
        if method == "GET":
            return 200, self.service.need_group(subscription, group)
        if method == "PUT":
            return self.service.put_group(subscription, group, body)
        if method == "PATCH":
            found = self.service.need_group(subscription, group)
            if body.get("tags") is not None:
                found["tags"] = body["tags"]
            return 200, found
        if method == "DELETE":
            self.service.delete_group(subscription, group)
            return 200, None
        raise NotModelled(f"{method} of a group")

    def resources(self, base, query):
        """`$filter` by group, name and type: az finds existing resources this way."""
        text = query.get("$filter", "")
        rest = FILTER.sub("", text)
        if re.sub(r"\s+|\band\b|[()]", "", rest):
            raise NotModelled(f"the filter {text}")
        wanted = {key.lower(): value.replace("''", "'").lower() for key, value in FILTER.findall(text)}
        rows = []
        for resource in self.store.below(base):
            _, group, _ = names.split(resource.name.base)
            tags = {key.lower(): str(value).lower() for key, value in (resource.body.get("tags") or {}).items()}
            if wanted.get("resourcegroup", (group or "").lower()) != (group or "").lower():
                continue
            if wanted.get("name", resource.name.name.lower()) != resource.name.name.lower():
                continue
            if wanted.get("resourcetype", resource.kind.lower()) != resource.kind.lower():
                continue
            if "tagname" in wanted and wanted["tagname"] not in tags:
                continue
            if "tagvalue" in wanted and tags.get(wanted.get("tagname")) != wanted["tagvalue"]:
                continue
            row = {"id": resource.id, "name": "/".join(resource.name.names), "type": resource.kind}
            for member in ("location", "tags", "sku", "kind", "zones", "identity"):
                if member in resource.body:
                    row[member] = resource.body[member]
            rows.append(row)
        return rows

    # below /providers/

    def provider_scope(self, method, base, parts, path, query, body, url):
        words = [part.lower() for part in parts]
        if words[:1] != ["providers"] or len(parts) < 3:
            raise NotModelled(f"{method} {path}")
        if words[1] == "microsoft.resources" and words[2] == "deployments":
            return self.deployment(method, base, parts[3:], body, url)
        if words[1] == "microsoft.resources":
            raise NotModelled(f"{method} {path}")
        try:
            name, rest = names.from_parts(base, parts, path)
        except NotModelled:
            name, rest = None, parts[2:]
        if name is None:
            return self.collection(method, base, "/".join(parts[1:3]), parts)
        if not rest:
            return self.resource(method, name, body, query)
        if len(rest) == 1:
            return self.action(method, name, rest[0], body)
        raise NotModelled(f"{method} {path}")

    def collection(self, method, base, kind, parts):
        if method != "GET" or len(parts) != 3:
            raise NotModelled(f"{method} of {kind}")
        subscription, group, _ = names.split(base)
        if group:
            self.service.need_group(subscription, group)
        return 200, {"value": self.service.list(base, canonical_type(kind))}

    def resource(self, method, name, body, query):
        if method == "GET":
            return 200, self.service.show(name)
        if method == "HEAD":
            try:
                self.service.show(name)
            except Refusal:
                return 404, None
            return 204, None
        if method == "PUT":
            return self.service.put(name, body, query.get("api-version"))
        if method == "PATCH":
            return self.service.patch(name, body)
        if method == "DELETE":
            return (200 if self.service.delete(name) else 204), None
        raise NotModelled(f"{method} {name.id}")

    def action(self, method, name, word, body):
        """What follows a resource: an action by POST, or a list of children by GET."""
        low = word.lower()
        found = self.store.get(name)
        if name.kind == scale_sets.KIND:
            if found is None:
                raise not_found(name)
            actions = {"manualupgrade": scale_sets.manual_upgrade, "delete": scale_sets.delete_instances}
            if method == "POST" and low in actions:
                actions[low](self.store, found, body)
                return 200, None
            if method == "GET" and low == "instanceview":
                return 200, scale_sets.summary(found, len(self.store.instances.get(name.key, {})))
        if method == "POST" and low == "listkeys" and name.kind == "Microsoft.Storage/storageAccounts":
            if found is None:
                raise not_found(name)
            return 200, storage_keys(name)
        if method == "GET":
            return 200, {"value": self.service.list(name.id, canonical_type(f"{name.kind}/{word}"))}
        raise NotModelled(f"{method} {name.id}/{word}")

    # deployments

    def deployment(self, method, base, rest, body, url):
        subscription, group, _ = names.split(base)
        prefix = f"{base}/providers/Microsoft.Resources/deployments"
        if not rest:
            rows = [
                row for key, row in sorted(self.store.deployments.items()) if key.rsplit("/", 1)[0] == prefix.lower()
            ]
            return 200, {"value": rows}
        name, key = rest[0], f"{prefix}/{rest[0]}".lower()
        words = [part.lower() for part in rest[1:]]
        record = self.store.deployments.get(key)
        if not words and method == "PUT":
            record = self.deployments.put(subscription, group, name, body)
            return self.deployed(record, url)
        if words == ["validate"] and method == "POST":
            return 200, self.deployments.validate(subscription, group, name, body)
        if words == ["whatif"] and method == "POST":
            return 200, what_if.run(self.store, subscription, group, name, body)
        if not words and method == "HEAD":
            return (204 if record else 404), None
        if words[:1] == ["operationstatuses"] and method == "GET" and record:
            return 200, status(record)
        if record is None:
            if method == "DELETE":
                return 204, None
            raise Refusal(404, "DeploymentNotFound", f"Deployment '{name}' could not be found.")
        if not words and method == "GET":
            return 200, record
        if not words and method == "DELETE":
            del self.store.deployments[key]
            return 200, None
        if words == ["operations"] and method == "GET":
            return 200, {"value": self.store.operations.get(key, [])}
        if words == ["exporttemplate"] and method == "POST":
            raise NotModelled("exportTemplate")
        raise NotModelled(f"{method} of a deployment's {'/'.join(words)}")

    def deployed(self, record, url):
        """A deployment that failed still answers 201; the failure is in the operation."""
        if record["properties"]["provisioningState"] == "Succeeded":
            return 201, record
        shown = {**record, "properties": {**record["properties"], "provisioningState": "Accepted"}}
        shown["properties"].pop("error", None)
        where = f"{url}{record['id']}/operationStatuses/{uuid.uuid4().hex}?api-version=2024-11-01"
        return 201, shown, {"Azure-AsyncOperation": where}


def status(record):
    """What the poller of a deployment reads."""
    properties = record["properties"]
    shown = {"status": properties["provisioningState"]}
    if properties.get("error"):
        shown["error"] = properties["error"]
    return shown


def subscription_row(subscription):
    return {
        "id": f"/subscriptions/{subscription}",
        "subscriptionId": subscription,
        "tenantId": TENANT,
        "displayName": "stand-in",
        "state": "Enabled",
        "subscriptionPolicies": {"locationPlacementId": "Internal_2014-09-01", "quotaId": "Internal_2014-09-01"},
    }


def location_row(subscription, place):
    name = location_name(place)
    return {
        "id": f"/subscriptions/{subscription}/locations/{name}",
        "name": name,
        "displayName": place,
        "regionalDisplayName": place,
        "metadata": {"regionType": "Physical", "regionCategory": "Recommended"},
    }


def endpoints(url):
    """The description of a cloud whose every endpoint is this server."""
    return {
        "name": "StandIn",
        "portal": url,
        "authentication": {"loginEndpoint": url, "audiences": [url], "tenant": "common", "identityProvider": "AAD"},
        "graph": url,
        "graphAudience": url,
        "resourceManager": url,
        "media": url,
        "batch": url,
        "gallery": url,
        "vmImageAliasDoc": f"{url}/vmaliases",
        "suffixes": {"storage": "stand-in.invalid", "keyVaultDns": "vault.stand-in.invalid"},
    }
