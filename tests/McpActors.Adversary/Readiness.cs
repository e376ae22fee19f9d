namespace McpActors.Adversary;

/// <summary>
/// Tells the parent adversary that this one is ready by closing a pipe: stdout may belong to anybody, and a habit that
/// ends before it is ready also closes the pipe.
/// </summary>
internal static class Readiness
{
    private const int Nobody = -1;

    private static int _descriptor = Nobody;

    /// <summary>Takes over the pipe; children of this process must not hold it.</summary>
    public static void Inherit(string argument)
    {
        _descriptor = int.Parse(argument, CultureInfo.InvariantCulture);
        Posix.Check(Posix.fcntl(_descriptor, Posix.F_SETFD, Posix.FD_CLOEXEC), "fcntl");
    }

    public static void Tell()
    {
        if (_descriptor != Nobody)
            _ = Posix.close(_descriptor);
        _descriptor = Nobody;
    }
}
