using System.Text;

namespace Sockets.Tools.Endpoints;

/// <summary>Decodes <c>%41</c> in endpoints; a percent sign without two hex digits is an error, not itself.</summary>
internal static class PercentEncoding
{
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int length = 0;
        for (int i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] != '%')
            {
                utf8[length++] = utf8[i];
                continue;
            }

            if (i + 2 >= utf8.Length || !char.IsAsciiHexDigit((char)utf8[i + 1]) || !char.IsAsciiHexDigit((char)utf8[i + 2]))
            {
                throw ToolException.Usage($"'%' in '{text}' is not followed by two hex digits", "write %25 for the sign itself");
            }

            utf8[length++] = Convert.FromHexString(Encoding.ASCII.GetString(utf8, i + 1, 2))[0];
            i += 2;
        }

        return Encoding.UTF8.GetString(utf8, 0, length);
    }
}
