using System.Globalization;

namespace McpActors.Adversary;

/// <summary>
/// Tells an adversary that started this one that it is ready, by the end of a pipe: stdout may be anybody's, and a habit that ends before it
/// is ready tells it as well.
/// </summary>
internal static class Readiness
{
    private const int Nobody = -1;

    private static int _descriptor = Nobody;

    /// <summary>The pipe; what this process starts must not hold it.</summary>
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
