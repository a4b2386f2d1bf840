# Everything that the targets install stays in .environment, so that a second run starts at once.
# Only relative names are used: the folder of the clone may have any name, with spaces too.
SHELL := /bin/bash
QGIS_PYTHON := /usr/bin/python3
WORKER := .environment/worker/bin/python
QGIS_TESTS := .environment/qgis/bin/python
export PYTHONDONTWRITEBYTECODE := 1
TRANSFER_WORK ?= build/transfer

.PHONY: demo test lint package bench-speed bench-transfer screenshots translations check worker-python system worker tools clean

demo: system worker package
	$(QGIS_PYTHON) -m tools.demo

test: system worker tools package
	$(QGIS_TESTS) tools/run_tests.py

lint: system worker tools
	$(WORKER) -m ruff check .
	$(WORKER) -m ruff format --check .
	$(WORKER) -m mypy
	$(WORKER) -m flake8 --select QGS1,QGS4 --ignore QGS105,QGS111 algorithms cosia_plugin tools

package: system tools
	tools/package.sh

bench-speed: system worker tools
	$(WORKER) -m benchmarks.speed

# SMOKE=1: the same ways in minutes. Threads that wait asleep: beside other work, those that spin take most of the time.
bench-transfer: system worker tools
	OMP_WAIT_POLICY=PASSIVE $(WORKER) -m benchmarks.transfer --work $(TRANSFER_WORK) $(if $(SMOKE),--smoke)

screenshots: system worker package
	@tools/install_system_packages.sh xvfb xauth chromium
	$(QGIS_PYTHON) -m tools.screenshots

# Texts that are new come in without translation; what is translated is compiled. All catalogues are committed.
translations: system worker tools
	@tools/install_system_packages.sh pyqt5-dev-tools qttools5-dev-tools
	$(QGIS_PYTHON) -m tools.qt_translations
	$(WORKER) -m tools.core_translations

check: worker
	@$(QGIS_PYTHON) -m core.worker check --folder .environment/worker

worker-python:
	@echo "$(CURDIR)/$(WORKER)"

system:
	@tools/install_system_packages.sh

worker: system
	@$(QGIS_PYTHON) -m core.worker set-up --folder .environment/worker

tools: worker
	@$(QGIS_PYTHON) -m tools.install_tools

clean:
	rm -rf .environment build demo cosia.zip
