using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Onebox.Api.Deployments;
using Onebox.Serving.Contract;
using Onebox.Serving.Worker.Loading;

namespace Onebox.Serving.Worker;

/// <summary><c>GET /state</c>.</summary>
internal static class StateAnswer
{
    // A model that only embeds has no cells and no queue of its own.
    private static readonly EngineInfo NoGenerator = new(0, 0, 0, 0, 0, 0, 0);

    public static Task WriteAsync(HttpContext http, ModelSlot slot)
    {
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(Of(slot), ContractJson.Default.EngineState), http.RequestAborted).AsTask();
    }

    private static EngineState Of(ModelSlot slot) => slot switch
    {
        { Model: { } model } => new EngineState { State = EngineState.Ready, Engine = model.Rates?.Read() ?? NoGenerator, Model = model.Facts },
        { Failure: { } failure } => new EngineState { State = EngineState.Failed, Code = failure.Code, Reason = failure.Detail, Remedy = failure.Remedy },
        _ => new EngineState { State = EngineState.Loading, LoadProgress = slot.Progress },
    };
}
