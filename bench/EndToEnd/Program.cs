Console.Error.WriteLine("usage: eng/bench <mode>");
return 2;
