"""The version of the service, as its package says."""

from importlib.metadata import PackageNotFoundError, version

try:
    SERVICE_VERSION = version("otvet")
except PackageNotFoundError:  # run from a folder that was never installed
    SERVICE_VERSION = "0+local"
