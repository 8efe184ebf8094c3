using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Api.Access;
using Onebox.Api.Box;
using Onebox.Api.Datasets;
using Onebox.Api.Deployments;
using Onebox.Api.Evaluation;
using Onebox.Api.Knowledge;
using Onebox.Api.Models;
using Onebox.Api.OpenAI;
using Onebox.Api.Pool;
using Onebox.Api.Prediction;
using Onebox.Api.Tasks;
using Onebox.Api.Training;

namespace Onebox.Api;

/// <summary>How the records of <c>/api</c> travel: camelCase, enums as camelCase words, nulls left out. Generated, so that the command line starts fast.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(BoxInfo))]
[JsonSerializable(typeof(HealthInfo))]
[JsonSerializable(typeof(RunningBox))]
[JsonSerializable(typeof(Page<SearchResult>))]
[JsonSerializable(typeof(TaskInfo))]
[JsonSerializable(typeof(Page<TaskInfo>))]
[JsonSerializable(typeof(Page<TaskLogLine>))]
[JsonSerializable(typeof(TaskAccepted))]
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(Page<ModelInfo>))]
[JsonSerializable(typeof(ImportModelRequest))]
[JsonSerializable(typeof(CreateUploadRequest))]
[JsonSerializable(typeof(UploadInfo))]
[JsonSerializable(typeof(PresetInfo))]
[JsonSerializable(typeof(Page<PresetInfo>))]
[JsonSerializable(typeof(FitRequest))]
[JsonSerializable(typeof(FitReport))]
[JsonSerializable(typeof(AdviseRequest))]
[JsonSerializable(typeof(BoxAdvice))]
[JsonSerializable(typeof(DatasetInfo))]
[JsonSerializable(typeof(DatasetDetails))]
[JsonSerializable(typeof(Page<DatasetInfo>))]
[JsonSerializable(typeof(ImportDatasetRequest))]
[JsonSerializable(typeof(ChangeDatasetRequest))]
[JsonSerializable(typeof(CheckDatasetRequest))]
[JsonSerializable(typeof(PrepareDatasetRequest))]
[JsonSerializable(typeof(DatasetPreview))]
[JsonSerializable(typeof(RecognitionInfo))]
[JsonSerializable(typeof(DeploymentInfo))]
[JsonSerializable(typeof(Page<DeploymentInfo>))]
[JsonSerializable(typeof(DeploymentSettings))]
[JsonSerializable(typeof(DeployRequest))]
[JsonSerializable(typeof(RouteInfo))]
[JsonSerializable(typeof(Page<RouteInfo>))]
[JsonSerializable(typeof(PutRouteRequest))]
[JsonSerializable(typeof(ExternalEngineInfo))]
[JsonSerializable(typeof(Page<ExternalEngineInfo>))]
[JsonSerializable(typeof(AddEngineRequest))]
[JsonSerializable(typeof(Page<RequestRecord>))]
[JsonSerializable(typeof(StartTrainingRequest))]
[JsonSerializable(typeof(SetScheduleRequest))]
[JsonSerializable(typeof(TrainingRunInfo))]
[JsonSerializable(typeof(Page<TrainingRunInfo>))]
[JsonSerializable(typeof(TrainingHistory))]
[JsonSerializable(typeof(TrainingPlanInfo))]
[JsonSerializable(typeof(ExportModelRequest))]
[JsonSerializable(typeof(ExportInfo))]
[JsonSerializable(typeof(PoolInfo))]
[JsonSerializable(typeof(KnowledgeBaseInfo))]
[JsonSerializable(typeof(Page<KnowledgeBaseInfo>))]
[JsonSerializable(typeof(KnowledgeSettings))]
[JsonSerializable(typeof(CreateKnowledgeBaseRequest))]
[JsonSerializable(typeof(UpdateKnowledgeBaseRequest))]
[JsonSerializable(typeof(ChangeEmbeddingRequest))]
[JsonSerializable(typeof(AddDocumentsRequest))]
[JsonSerializable(typeof(Page<KnowledgeDocument>))]
[JsonSerializable(typeof(KnowledgeDocumentContent))]
[JsonSerializable(typeof(Page<KnowledgeChange>))]
[JsonSerializable(typeof(KnowledgeChunk))]
[JsonSerializable(typeof(EditChunkRequest))]
[JsonSerializable(typeof(SearchKnowledgeRequest))]
[JsonSerializable(typeof(AttributeFilter))]
[JsonSerializable(typeof(KnowledgeHits))]
[JsonSerializable(typeof(AskKnowledgeRequest))]
[JsonSerializable(typeof(KnowledgeAnswer))]
[JsonSerializable(typeof(AnswerEvent))]
[JsonSerializable(typeof(KnowledgeQuestion))]
[JsonSerializable(typeof(Page<KnowledgeQuestion>))]
[JsonSerializable(typeof(WriteQuestionsRequest))]
[JsonSerializable(typeof(EvaluateKnowledgeRequest))]
[JsonSerializable(typeof(KnowledgeEvaluation))]
[JsonSerializable(typeof(Page<KnowledgeEvaluation>))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeHit>), TypeInfoPropertyName = "KnowledgeHitList")]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
[JsonSerializable(typeof(EvaluationRequest))]
[JsonSerializable(typeof(EvaluationInfo))]
[JsonSerializable(typeof(Page<EvaluationInfo>))]
[JsonSerializable(typeof(EvaluationResult))]
[JsonSerializable(typeof(EvaluatedItem))]
[JsonSerializable(typeof(Page<EvaluatedItem>))]
[JsonSerializable(typeof(ComparisonInfo))]
[JsonSerializable(typeof(Page<KnownTask>))]
[JsonSerializable(typeof(LicenceInfo))]
[JsonSerializable(typeof(Page<LicenceInfo>))]
[JsonSerializable(typeof(AcceptLicenceRequest))]
[JsonSerializable(typeof(PromoteRequest))]
[JsonSerializable(typeof(GateVerdict))]
[JsonSerializable(typeof(PromotionInfo))]
[JsonSerializable(typeof(Page<PromotionInfo>))]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(PredictionInfo))]
[JsonSerializable(typeof(Page<PredictionInfo>))]
[JsonSerializable(typeof(UserInfo))]
[JsonSerializable(typeof(Page<UserInfo>))]
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(CreatedUser))]
[JsonSerializable(typeof(UpdateUserRequest))]
[JsonSerializable(typeof(SignInLink))]
[JsonSerializable(typeof(Page<KeyInfo>))]
[JsonSerializable(typeof(CreateKeyRequest))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SessionInfo))]
[JsonSerializable(typeof(SetPasswordRequest))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(AuditCheck))]
public sealed partial class ApiJson : JsonSerializerContext;

/// <summary>How the records of <c>/v1</c> travel: snake_case, as OpenAI's.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(OpenAIErrorBody))]
public sealed partial class OpenAIJson : JsonSerializerContext;
