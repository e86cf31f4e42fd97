# Files people send.

upload-too-large = The file is larger than { $limit } MB. Send a smaller one, for example a photo of one page
upload-wrong-type = This file cannot be used. Send a PDF or a photo (JPEG, PNG or HEIC)
upload-bomb = This file unpacks to an unreasonable size and was not opened. Send a plain PDF or photo
upload-empty = The file is empty. Choose another one
