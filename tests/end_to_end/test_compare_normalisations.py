"""Compare normalisations as users run it: the installed zip, qgis_process and the real worker."""


def test_the_sample_gets_a_report_and_a_recommendation_that_classify_takes(qgis_process, stack, tmp_path):
    report, output = tmp_path / "rapport é.html", tmp_path / "map.tif"
    results = qgis_process.results("compare_normalisations", INPUT=stack, REPORT=report)
    assert results["REPORT"] == str(report) and results["RECOMMENDED"] in ("norma-source", "norma-target")
    page = report.read_text(encoding="utf-8")
    assert f"Recommended: {results['RECOMMENDED']}" in page and page.count("data:image/png") >= 4
    mapped = qgis_process.results("classify", INPUT=stack, NORMALISATION=results["RECOMMENDED"], OUTPUT=output)
    assert mapped["OUTPUT"] == str(output) and output.is_file()


def test_without_the_bands_there_is_one_sentence_and_no_report(qgis_process, stack, tmp_path):
    report = tmp_path / "page.html"
    roles = "red,green,blue,nir,-,-"
    code, output = qgis_process.run(
        "compare_normalisations", INPUT=stack, BAND_ROLES=roles, MODEL="/nowhere/model.safetensors", REPORT=report
    )
    assert code != 0 and "/nowhere/model.safetensors" in output and not report.exists()
