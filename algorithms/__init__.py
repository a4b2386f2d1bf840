"""The Processing algorithms, one file each."""

from .assess_accuracy import AssessAccuracy
from .check_environment import CheckEnvironment
from .classify import Classify
from .compare_maps import CompareMaps
from .compare_normalisations import CompareNormalisations
from .compare_strategies import CompareStrategies
from .compute_statistics import ComputeStatistics
from .convert_classes import ConvertClasses
from .create_annotation_layer import CreateAnnotationLayer
from .describe_model import DescribeModel
from .download_model import DownloadModel
from .draw_sample import DrawSample
from .export_onnx import ExportOnnx
from .filter_classes import FilterClasses
from .fine_tune import FineTune
from .import_model import ImportModel
from .set_up_environment import SetUpEnvironment
from .stack_bands import StackBands
from .suggest_annotations import SuggestAnnotations
from .summarise_areas import SummariseAreas
from .vectorise import Vectorise

ALGORITHMS = (
    SetUpEnvironment,
    CheckEnvironment,
    StackBands,
    ComputeStatistics,
    CompareNormalisations,
    Classify,
    ConvertClasses,
    DownloadModel,
    ImportModel,
    DescribeModel,
    ExportOnnx,
    CreateAnnotationLayer,
    SuggestAnnotations,
    FineTune,
    CompareStrategies,
    DrawSample,
    AssessAccuracy,
    FilterClasses,
    Vectorise,
    SummariseAreas,
    CompareMaps,
)
