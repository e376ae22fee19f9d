namespace McpActors.Keeper;

/// <summary>The numeric entries of a directory below /proc: processes, or the threads of a process.</summary>
internal static unsafe class Numbers
{
    /// <returns>False if the directory does not exist.</returns>
    public static bool List(ReadOnlySpan<byte> path, List<int> numbers)
    {
        numbers.Clear();
        fixed (byte* name = path)
        {
            var directory = Libc.opendir(name);
            if (directory == 0)
            {
                if (Errno.Last is not (Errno.ENOENT or Errno.ESRCH or Errno.EACCES))
                    Report.Unexpected("opendir /proc", Errno.Last);
                return false;
            }

            byte* entry;
            while ((entry = Libc.readdir(directory)) != null)
            {
                if (TryParse(entry + Libc.DirectoryEntryName, out var number))
                    numbers.Add(number);
            }

            Libc.closedir(directory);
            return true;
        }
    }

    private static bool TryParse(byte* text, out int number)
    {
        number = 0;
        for (; *text is >= (byte)'0' and <= (byte)'9'; text++)
            number = (number * 10) + (*text - '0');
        return *text == 0;
    }
}
