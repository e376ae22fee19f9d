namespace McpActors.Tests.Support;

/// <summary>Asks for an answer of any kind, where a test expects that a failure may be the answer.</summary>
internal static class Asking
{
    /// <summary>
    /// The answer, or <see cref="Status.Failure"/> if that is the answer. <c>Ask&lt;object&gt;</c> would throw its
    /// cause (akka.net #7286). Without an answer in time, <see cref="AskTimeoutException"/> is thrown.
    /// </summary>
    public static async Task<object> AnswerAsync(this ICanTell to, object message, TimeSpan within)
    {
        try
        {
            return await to.Ask<object>(message, within);
        }
        catch (Exception cause) when (cause is not AskTimeoutException)
        {
            return new Status.Failure(cause);
        }
    }
}
