using Onebox.Serving.Worker.Embeddings;
using Onebox.Serving.Worker.Loading;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Rerank;

/// <summary><c>POST /v1/rerank</c>, in the shape that Jina and Cohere share: how well each document answers a query, best first.</summary>
internal static class RankDocuments
{
    private const int MostDocuments = 1024;

    public static async Task AnswerAsync(WorkerCall call)
    {
        using var body = await RequestJson.ReadAsync(call.Http);
        var fields = body.Fields;
        if (!call.Model.Ranks) throw LoadedModel.Missing("rank documents: it has no ranking head", "Deploy a reranking model.");
        var query = fields.RequiredText("query");
        var documents = DocumentFields.Read(fields, MostDocuments);
        var best = fields.Integer("top_n", 1, int.MaxValue) ?? documents.Count;
        var texts = fields.Flag("return_documents") ?? false;

        var started = call.Clock.GetTimestamp();
        var scores = await TextWindow.RunAsync(documents, document => call.Model.Embedder!.RankAsync(query, document, call.Gone));
        var totals = new AnswerTotals();
        totals.AddRead(scores.Sum(score => score.Tokens), call.Clock.GetElapsedTime(started));

        using var answer = new JsonAnswer();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, AnswerIds.New("rerank-"));
        json.WriteString("object"u8, "list"u8);
        json.WriteString("model"u8, fields.Text("model") ?? call.Model.Name);
        json.WriteStartArray("results"u8);
        foreach (var (score, index) in scores.Select((score, index) => (Relevance(score.Score, call), index)).OrderByDescending(r => r.Item1).ThenBy(r => r.index).Take(best))
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            json.WriteNumber("relevance_score"u8, score);
            if (texts)
            {
                json.WriteStartObject("document"u8);
                json.WriteString("text"u8, documents[index]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        totals.Write(json);
        json.WriteEndObject();
        await answer.SendAsync(call);
    }

    /// <summary>From 0 to 1, as clients expect: a head of one output gives a logit, a head of several already gives probabilities.</summary>
    private static double Relevance(float score, WorkerCall call) => call.Model.Weights.ClassifierOutputs > 1 ? score : 1 / (1 + Math.Exp(-score));
}
