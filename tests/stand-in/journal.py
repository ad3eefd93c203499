"""What was asked: every write as it came, every answer that was 501."""

import threading
import time


class Journal:
    """The log behind `/_stand-in/writes`."""

    def __init__(self, path=None):
        self.lock = threading.Lock()
        self.path = path
        self.reset()

    def reset(self):
        self.writes, self.reads, self.refused, self.unknown, self.marks = [], 0, [], [], []

    def note(self, method, path, query, body, status, answer, changed):
        with self.lock:
            row = {
                "method": method,
                "url": path,
                "query": query,
                "apiVersion": query.get("api-version"),
                "status": status,
            }
            if status == 501:
                self.unknown.append({**row, "body": body, "answer": answer})
            elif status >= 400:
                self.refused.append({**row, "body": body, "answer": answer})
            if method in ("GET", "HEAD"):
                self.reads += 1
            else:
                self.writes.append({**row, "changed": changed, "body": body})
            if self.path:
                with open(self.path, "a", encoding="utf-8") as file:
                    file.write(f"{time.strftime('%H:%M:%S')} {method} {path} {query} {status}\n")

    def mark(self, label):
        with self.lock:
            self.marks.append({"label": label, "writes": len(self.writes), "reads": self.reads})
            return self.marks[-1]
