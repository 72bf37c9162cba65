-- Files go in and out with the rights and the sight of their owner when they go. tries counts the runs since one last came forward.
alter table sheet.upload drop column rights, drop column scope, add tries int not null default 0;
alter table sheet.download drop column rights, drop column scope, add tries int not null default 0;
