using System.Globalization;
using Onebox.Api.Evaluation;
using Onebox.Api.Tasks;

namespace Onebox.Api.Client;

/// <summary>Evaluations, promotions and rollbacks.</summary>
public sealed class EvaluationsClient(BoxConnection connection)
{
    public Task<TaskAccepted> StartAsync(EvaluationRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/evaluations", request, ApiJson.Default.EvaluationRequest, ApiJson.Default.TaskAccepted, cancellation);

    /// <summary>Newest first.</summary>
    public Task<Page<EvaluationInfo>> ListAsync(string? after = null, int limit = 50, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/evaluations?limit={limit}{Query.Of("after", after)}", ApiJson.Default.PageEvaluationInfo, cancellation);

    public Task<EvaluationInfo> GetAsync(string id, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/evaluations/{Uri.EscapeDataString(id)}", ApiJson.Default.EvaluationInfo, cancellation);

    public Task DeleteAsync(string id, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, $"api/evaluations/{Uri.EscapeDataString(id)}", cancellation);

    /// <param name="show"><c>all</c>, <c>right</c> or <c>wrong</c>.</param>
    public Task<Page<EvaluatedItem>> ItemsAsync(string id, string? task = null, string? model = null, string show = "all", int after = 0, int limit = 50, CancellationToken cancellation = default) =>
        connection.GetAsync(
            $"api/evaluations/{Uri.EscapeDataString(id)}/items?show={show}&after={after.ToString(CultureInfo.InvariantCulture)}&limit={limit}{Query.Of("task", task)}{Query.Of("model", model)}",
            ApiJson.Default.PageEvaluatedItem,
            cancellation);

    /// <param name="show"><c>changed</c>, <c>better</c> or <c>worse</c>.</param>
    public Task<ComparisonInfo> CompareAsync(string id, string? task = null, string? baseModel = null, string? candidate = null, string show = "changed", int after = 0, int limit = 50, CancellationToken cancellation = default) =>
        connection.GetAsync(
            $"api/evaluations/{Uri.EscapeDataString(id)}/compare?show={show}&after={after.ToString(CultureInfo.InvariantCulture)}&limit={limit}{Query.Of("task", task)}{Query.Of("base", baseModel)}{Query.Of("candidate", candidate)}",
            ApiJson.Default.ComparisonInfo,
            cancellation);

    public Task<Page<KnownTask>> TasksAsync(CancellationToken cancellation = default) => connection.GetAsync("api/evaluations/tasks", ApiJson.Default.PageKnownTask, cancellation);

    public Task<TaskAccepted> PromoteAsync(PromoteRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/promotions", request, ApiJson.Default.PromoteRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task<PromotionInfo> RollbackAsync(string route, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"api/routes/{Uri.EscapeDataString(route)}/rollback", ApiJson.Default.PromotionInfo, cancellation);

    /// <summary>Newest first.</summary>
    public Task<Page<PromotionInfo>> PromotionsAsync(string? route = null, int limit = 50, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/promotions?limit={limit}{Query.Of("route", route)}", ApiJson.Default.PagePromotionInfo, cancellation);

    public Task<PromotionInfo> GetPromotionAsync(string id, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/promotions/{Uri.EscapeDataString(id)}", ApiJson.Default.PromotionInfo, cancellation);

    public Task<Page<LicenceInfo>> LicencesAsync(CancellationToken cancellation = default) => connection.GetAsync("api/licences", ApiJson.Default.PageLicenceInfo, cancellation);

    /// <summary>The caller answers for the use of a model under its licence.</summary>
    public Task<LicenceInfo> AcceptLicenceAsync(AcceptLicenceRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/licences/acceptances", request, ApiJson.Default.AcceptLicenceRequest, ApiJson.Default.LicenceInfo, cancellation);
}
