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

/// <summary>What a command prints with <c>--json</c> that leaves nothing to show.</summary>
/// <param name="Name">What it was done to, as the caller named it.</param>
/// <param name="State">What that is now: <c>removed</c>, <c>stopped</c>…</param>
internal sealed record DoneResult(string Name, string State);

/// <summary>Results that are the command line's own, beside those of the API.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpResult))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(ChatResult))]
[JsonSerializable(typeof(DoneResult))]
internal sealed partial class CliJson : JsonSerializerContext;
