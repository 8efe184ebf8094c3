using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Cli.Chat;

namespace Onebox.Cli;

/// <summary>What <c>onebox up --json</c> prints.</summary>
internal sealed record UpResult(string Address, string OwnerLink, DateTimeOffset LinkExpiresAt, int ProcessId, string? CertificateFingerprint);

/// <summary>What <c>onebox status --json</c> prints.</summary>
internal sealed record StatusResult(Api.Box.BoxInfo Box, IReadOnlyList<ModelInfo> Models, IReadOnlyList<DeploymentInfo> Deployments, IReadOnlyList<Api.Tasks.TaskInfo> Tasks);

/// <summary>Results that are the command line's own, beside those of the API.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpResult))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(ChatResult))]
internal sealed partial class CliJson : JsonSerializerContext;
