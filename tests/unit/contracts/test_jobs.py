from libs.contracts.jobs import ImportRequest, ImportResult, MappedUri


def test_a_mapping_is_kept_in_the_words_of_the_request() -> None:
    request = ImportRequest(source="upload", uri_mappings=(MappedUri(from_="a", to="b"),))
    kept = request.model_dump(mode="json")
    assert kept["uri_mappings"] == [{"from": "a", "to": "b"}]
    assert ImportRequest.model_validate(kept) == request


def test_a_result_is_read_back_from_what_the_job_keeps() -> None:
    result = ImportResult.model_validate(
        {
            "flow_id": "00000000-0000-0000-0000-000000000001",
            "version_id": None,
            "snapshot": False,
            "created": 2,
            "unmatched_mappings": [{"from": "a", "to": "b"}],
        }
    )
    assert ImportResult.model_validate(result.model_dump(mode="json")) == result
