namespace McpActors.Testing;

/// <summary>
/// A bound on time is a claim about the product, and a machine that delays it proves nothing: one of several tries must
/// be in time. All other claims must hold in each try.
/// </summary>
internal static class Goes
{
    private const int Most = 5;

    public static async Task UntilOneIsInTime(Func<Task<bool>> go)
    {
        for (var gone = 1; !await go(); gone++)
            if (gone == Most)
                throw new TimeoutException($"None of {Most} goes was in time.");
    }
}
