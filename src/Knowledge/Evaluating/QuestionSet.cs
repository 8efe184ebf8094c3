using System.Globalization;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Evaluating;

/// <summary>The questions that a base is measured by; kept with it.</summary>
internal static class QuestionSet
{
    public static List<KnowledgeQuestion> Read(KnowledgeIndex index)
    {
        using var connection = index.Read();
        return connection.Read(r => JsonSerializer.Deserialize(r.GetString(0), ApiJson.Default.KnowledgeQuestion)!, "SELECT record FROM questions ORDER BY id");
    }

    /// <summary>
    /// Without those about documents that the reader may not read: a question and its answer tell what stands there. A name that no document has may be what a closed one was called before;
    /// the box's owner alone sees those.
    /// </summary>
    public static List<KnowledgeQuestion> Read(KnowledgeIndex index, Readership readers)
    {
        if (readers.ReadsAll) return Read(index);
        var open = index.View.Documents.Where(readers.MayRead).SelectMany(Judgement.NamesOf).ToHashSet(StringComparer.Ordinal);
        return Read(index).FindAll(q => q.Documents?.All(open.Contains) != false);
    }

    /// <summary>How many of them the reader sees.</summary>
    public static int Count(KnowledgeIndex index, Readership readers) => index.CountQuestions() is var all && (all == 0 || readers.ReadsAll) ? all : Read(index, readers).Count;

    public static Task ReplaceAsync(KnowledgeIndex index, IReadOnlyList<KnowledgeQuestion> questions, string madeBy, CancellationToken cancellation) => index.WriteAsync(
        (connection, _) =>
        {
            connection.Run("DELETE FROM questions");
            for (var i = 0; i < questions.Count; i++)
                connection.Run("INSERT INTO questions(id, text, record, made_by) VALUES ($0, $1, $2, $3)", i.ToString("D8", CultureInfo.InvariantCulture), questions[i].Question, JsonSerializer.Serialize(questions[i], ApiJson.Default.KnowledgeQuestion), madeBy);
        },
        cancellation);
}
